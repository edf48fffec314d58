// <gg-share-run>: a run with data of people's own, to be passed on: as a link if that has room for the data, and as a file.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count } from '../format';
import { t } from '../i18n/translate';
import { download } from '../page/download';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { type DataLink, fileOf, linkOf } from '../page/sharing';
import { MOST_IN_LINK } from '../shared-run';
import { shared, stack } from '../styles/shared';
import './runs/copy-text';

const FILE_NAME = 'run.glassgpt';

@customElement('gg-share-run')
export class ShareRun extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['data', 'settings', 'question'];

  @state() private its: DataLink | null = null;
  /** Another link is being made. */
  #turn = 0;

  static override styles = [
    shared,
    stack,
    css`
      :host {
        gap: var(--space-3);
      }
      h3:focus {
        outline: none;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#make();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('h3')?.focus();
  }

  protected override changed(name: StateName): void {
    super.changed(name);
    void this.#make();
  }

  async #make(): Promise<void> {
    const turn = ++this.#turn;
    const its = await linkOf(this.page, location.href);
    if (turn === this.#turn) this.its = its;
  }

  protected override render() {
    const { data, settings } = this.page;
    const names = data.inOrder.map(({ name }) => name).join(', ');
    return html`<h3 tabindex="-1">${t('share.title')}</h3>
      <p class="soft">${t('share.holds', { names, n: data.whole.examples })}</p>
      ${settings.start === 'new' ? nothing : html`<p class="fault">${t('share.fromModel')}</p>`}
      ${this.its === null ? nothing : this.#ways(this.its)}`;
  }

  #ways({ compressed, link }: DataLink) {
    const close = (): boolean => this.dispatchEvent(new Event('closed'));
    return html`<p class="soft" data-name="link">${this.#aboutLink(compressed, link)}</p>
      ${link === null ? nothing : html`<gg-copy-text .text=${link} @closed=${close}></gg-copy-text>`}
      <div class="row">
        <button @click=${() => download(fileOf(this.page), FILE_NAME)}>${t('share.download')}</button>
        ${link === null ? html`<button @click=${close}>${t('runs.copyText.close')}</button>` : nothing}
      </div>`;
  }

  #aboutLink(compressed: number | null, link: string | null): string {
    if (link !== null) return t('share.private');
    return compressed === null
      ? t('share.noCompression')
      : t('share.tooLong', { compressed: count(compressed), most: count(MOST_IN_LINK) });
  }
}
