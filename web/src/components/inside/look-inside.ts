// <gg-look-inside>: what goes on in the model, at any time: a prompt, and tabs that each show one side of it.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { cache } from 'lit/directives/cache.js';

import { Cancelled, EngineLost } from '../../client';
import { INSIDE_TABS, type InsideTab } from '../../element/panels';
import { count } from '../../format';
import { t } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import { reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import { IntersectionController } from '../../page/intersection-controller';
import { type AskMode, unreachable } from '../../protocol';
import { shared } from '../../styles/shared';
import { onEnter } from '../submitting';
import '../work-progress';
import './attention-tab';
import { GROUPS, type InspectedMap, type InspectedPrompt, samePrompt, type InspectedSizes, TOP } from './inspected';
import './map-tab';
import './next-tab';
import './sizes-tab';
import './tokens-tab';

const MODES: readonly AskMode[] = ['auto', 'chat', 'text'];

/** While it trains, a look follows the last one after so long, */
const REST_MS = 500;
/** and after so many times as long as that one took, so that training is hardly held up. */
const REST_TIMES = 9;

const LONGEST_PROMPT = 400;

@customElement('gg-look-inside')
export class LookInside extends GlassElement {
  protected static override readonly panel = 'inside';
  protected static override readonly states = ['data', 'question', 'status', 'progress', 'samples', 'shown'] as const;

  @state() private tab: InsideTab = 'tokens';
  /** What people wrote; null while the page's own prompt is shown. */
  @state() private ownPrompt: string | null = null;
  @state() private mode: AskMode = 'auto';
  @state() private live = true;
  @state() private prompted: InspectedPrompt | null = null;
  /** The one before, of the same prompt at another step. */
  @state() private earlier: InspectedPrompt | null = null;
  @state() private mapped: InspectedMap | null = null;
  @state() private sizes: InspectedSizes | null = null;
  @state() private fault = '';
  /** Nothing is looked at by itself until somebody asks for it again. */
  @state() private cancelled = false;

  /** Something has changed since the last look. */
  #stale = true;
  #busy = false;
  /** The next look does not wait for training to leave it time. */
  #urgent = true;
  #restUntil = 0;
  #timer = 0;
  readonly #intersection = new IntersectionController(this, () => this.#consider());

  static override styles = [
    shared,
    css`
      .section {
        grid-template-columns: minmax(0, 1fr);
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
        align-items: end;
      }
      .when {
        justify-content: space-between;
        min-height: 38px;
      }
      .live {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 32px;
        cursor: pointer;
      }
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      @container (min-width: 608px) {
        form {
          grid-template-columns: minmax(0, 1fr) 220px;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override changed(name: StateName): void {
    this.#stale = true;
    if (name === 'shown') this.#forget();
    // Progress is drawn with the next look.
    if (name !== 'progress') this.requestUpdate();
    this.#consider();
  }

  /** What was seen is of the other model. */
  #forget(): void {
    this.prompted = this.earlier = this.mapped = this.sizes = null;
  }

  // Looking -------------------------------------------------------------------------------------------------------

  get #prompt(): string {
    return this.ownPrompt ?? this.#pagePrompt;
  }

  /** What the page asks the model, in the phase it is in. */
  get #pagePrompt(): string {
    const { question, samples, status } = this.page.shown.told;
    const { pretrain } = samples.prompts;
    const suited = status.run?.phase === 'pretrain' ? pretrain : question.text;
    return suited || samples.taken.at(-1)?.prompt || pretrain || question.text;
  }

  /** Looks again as soon as it may, if there is anything new. */
  #consider(): void {
    clearTimeout(this.#timer);
    if (!this.#intersection.visible || !this.#stale || this.#busy || this.page.status.model === null) return;
    if (this.cancelled && !this.#urgent) return;
    if (this.page.status.run?.state === 'running' && !this.#urgent) {
      if (!this.live) return;
      const wait = this.#restUntil - performance.now();
      if (wait > 0) {
        this.#timer = window.setTimeout(() => this.#consider(), wait);
        return;
      }
    }
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    this.#busy = true;
    this.#stale = this.#urgent = this.cancelled = false;
    const began = performance.now();
    try {
      await this.#ask(this.tab);
      this.fault = '';
    } catch (error) {
      if (error instanceof Cancelled) this.cancelled = true;
      else if (!(error instanceof EngineLost)) this.fault = this.inItsLanguage(() => reasonOf(error));
    }
    this.#busy = false;
    const ended = performance.now();
    this.#restUntil = ended + Math.max(REST_MS, REST_TIMES * (ended - began));
    this.#consider();
  }

  async #ask(tab: InsideTab): Promise<void> {
    const { client } = this.page;
    switch (tab) {
      case 'tokens':
      case 'attention':
      case 'next':
        return this.#inspect();
      case 'map': {
        const { map, step } = await client.request<'map'>({ type: 'map', groups: GROUPS });
        this.mapped = { map, step };
        return;
      }
      case 'sizes': {
        const { tensors, step } = await client.request<'tensors'>({ type: 'tensors' });
        await this.#inspect();
        this.sizes = { tensors, step, activations: this.prompted?.inspection.activations ?? [] };
        return;
      }
      default:
        return unreachable(tab);
    }
  }

  async #inspect(): Promise<void> {
    const prompt = this.#prompt;
    if (prompt.trim() === '') return;
    const command = { type: 'inspect', prompt, mode: this.mode, top: TOP } as const;
    const { inspection, mode, step } = await this.page.client.request<'inspect'>(command);
    const inspected: InspectedPrompt = { inspection, mode, step };
    const last = this.prompted;
    // A step back means another run.
    if (last === null || inspected.step < last.step || !samePrompt(last.inspection, inspection)) this.earlier = null;
    else if (last.step < inspected.step) this.earlier = last;
    this.prompted = inspected;
  }

  /** What people choose is shown at once. */
  #inspectNow(): void {
    this.#stale = this.#urgent = true;
    this.#consider();
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  protected override willUpdate(): void {
    const [first = this.tab] = this.#open;
    if (!this.#open.includes(this.tab)) this.tab = first;
  }

  protected override render() {
    return html`<section class="section">
      <h2>${t('inside.title')}</h2>
      <p class="lead">${t('inside.lead')}</p>
      ${this.page.status.model === null ? this.#nothingYet() : this.#opened()}
    </section>`;
  }

  #nothingYet() {
    return html`<div class="card">
      <p>${t('inside.noModel')}</p>
      <div class="row">
        <button
          class="primary"
          ?disabled=${this.page.data.phases.length === 0}
          @click=${() => this.page.notice.attempt(() => this.page.training.train())}
        >
          ${t('inside.train')}
        </button>
      </div>
    </div>`;
  }

  #opened() {
    return html`
      ${this.#form()}
      <div>
        <div role="tablist" aria-label=${t('inside.title')} @keydown=${this.#moveTab}>
          ${INSIDE_TABS.map(
            (tab) => html`<button
              role="tab"
              id="tab-${tab}"
              ${this.control(`inside-${tab}`)}
              aria-controls="panel"
              aria-selected=${tab === this.tab}
              tabindex=${tab === this.tab ? 0 : -1}
              @click=${() => this.#choose(tab)}
            >
              ${t(`inside.tab.${tab}`)}
            </button>`,
          )}
        </div>
        <div class="row when">
          <span class="soft" data-name="step">${this.#when()}</span>
          <span class="row">
            <label class="live soft">
              <input type="checkbox" role="switch" ${this.control('inside-live')} .checked=${this.live} @change=${this.#setLive} />
              ${t('inside.live')}
            </label>
            <gg-explain .of=${t('inside.live')} .text=${t('inside.liveAbout')}></gg-explain>
            <button ?hidden=${this.live && !this.cancelled} @click=${() => this.#inspectNow()}>${t('inside.lookAgain')}</button>
          </span>
        </div>
        <div class="card" role="tabpanel" id="panel" aria-labelledby="tab-${this.tab}">
          <gg-work-progress .kinds=${['inspect', 'map']}></gg-work-progress>
          ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
          ${this.#prompt.trim() === '' && this.tab !== 'map' ? html`<p>${t('inside.noPrompt')}</p>` : nothing}
          ${cache(this.#panel())}
        </div>
      </div>
    `;
  }

  #form() {
    return html`<form @keydown=${onEnter(() => {})}>
      <div class="field">
        <label for="prompt">${t('inside.prompt')}</label>
        <input
          id="prompt"
          dir="auto"
          ${this.control('inside-prompt')}
          autocomplete="off"
          maxlength=${LONGEST_PROMPT}
          .value=${this.#prompt}
          @input=${(event: Event) => {
            this.ownPrompt = (event.target as HTMLInputElement).value;
            this.#inspectNow();
          }}
        />
      </div>
      <div class="field">
        <div class="label">
          <label for="mode">${t('inside.mode')}</label>
          <gg-explain .of=${t('inside.mode')} .text=${t('inside.modeAbout')}></gg-explain>
        </div>
        <select
          id="mode"
          ${this.control('inside-as')}
          @change=${(event: Event) => {
            this.mode = (event.target as HTMLSelectElement).value as AskMode;
            this.#inspectNow();
          }}
        >
          ${MODES.map(
            (mode) => html`<option value=${mode} ?selected=${mode === this.mode}>${t(`inside.modes.${mode}`)}</option>`,
          )}
        </select>
      </div>
    </form>`;
  }

  #when(): string {
    const inspected = { tokens: this.prompted, attention: this.prompted, next: this.prompted, map: this.mapped, sizes: this.sizes };
    const seen = inspected[this.tab];
    if (seen === null) return '';
    if (seen.step > 0) return t('inside.atStep', { n: count(seen.step) });
    const { opened, run } = this.page.status;
    if (opened === null) return t('inside.untrained');
    return run === null ? t('inside.asOpened') : t('inside.beforeFirst');
  }

  #panel() {
    const { prompted } = this;
    switch (this.tab) {
      case 'tokens':
        return html`<gg-inside-tokens .inspected=${prompted}></gg-inside-tokens>`;
      case 'attention':
        return html`<gg-inside-attention .inspected=${prompted}></gg-inside-attention>`;
      case 'next':
        return html`<gg-inside-next
          .inspected=${prompted}
          .earlier=${this.earlier}
          .vocabSize=${this.page.status.model?.vocabSize ?? 0}
        ></gg-inside-next>`;
      case 'map':
        return html`<gg-inside-map .inspected=${this.mapped}></gg-inside-map>`;
      case 'sizes':
        return html`<gg-inside-sizes .inspected=${this.sizes}></gg-inside-sizes>`;
      default:
        return unreachable(this.tab);
    }
  }

  #choose(tab: InsideTab): void {
    this.tab = tab;
    this.#inspectNow();
  }

  /** The tabs that one can go to. */
  get #open(): InsideTab[] {
    const { presentation } = this.page;
    const shown = INSIDE_TABS.filter((tab) => presentation.shows(`inside-${tab}`));
    const free = shown.filter((tab) => !presentation.locks(`inside-${tab}`));
    return free.length > 0 ? free : shown.slice(0, 1);
  }

  /** As the ARIA pattern of tabs says. */
  #moveTab(event: KeyboardEvent): void {
    const tabs = this.#open;
    const at = tabs.indexOf(this.tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length] ?? this.tab;
    this.#choose(tab);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus());
  }

  #setLive(event: Event): void {
    this.live = (event.target as HTMLInputElement).checked;
    this.#consider();
  }
}
