// <gg-embed-panel>: how one puts this on a page of one's own: what is shown and can be changed there, a task and a target,
// as it will look, and what to copy.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { bundledFiles, DATASETS } from '../../datasets';
import { CONTROLS, type Panel, PANELS } from '../../element/panels';
import { AUTOSTARTS, parsedTarget, THEMES, writtenTarget } from '../../element/presentation';
import { type Configuration, DATA, defaultSaid, type Said, WORDS, wordsOf } from '../../element/words';
import { LANGUAGES } from '../../i18n/languages';
import { t, TextError } from '../../i18n/translate';
import { configurationOf } from '../../page/configuration';
import { copied } from '../../page/copy';
import { download } from '../../page/download';
import { GlassElement } from '../../page/glass-element';
import { loadedLater, reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import type { DataFile } from '../../protocol';
import { FOR_COURSE } from '../../scorm/api';
import { shared } from '../../styles/shared';
import '../glass-gpt';
import { listsOf, type PartChoice } from './part-lists';
import { presetFile } from './single-file';
import { type Place, PLACES, siteOf, snippet } from './snippets';

/** It lies beside the page. */
const SINGLE_FILE = 'glass-gpt.html';

/** What can be downloaded, set as one chose. */
type Download = 'single' | 'package';

const CHOICES: readonly PartChoice[] = ['shown', 'locked', 'hidden'];
const TARGETS = ['none', 'loss', 'answers'] as const;

/** Words that one chooses here by their values. */
const CHOSEN = { autostart: AUTOSTARTS, language: ['auto', ...Object.keys(LANGUAGES)], theme: THEMES } as const;

@customElement('gg-embed-panel')
export class EmbedPanel extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['data', 'settings', 'question'];

  readonly #roomy = matchMedia('(min-width: 860px)').matches;
  /** By panel and control. */
  @state() private parts: Record<string, PartChoice> = { runs: 'hidden', article: 'hidden' };
  /** As the page is set now. */
  @state() private asSet = true;
  @state() private files = '';
  @state() private task = '';
  @state() private targetKind: (typeof TARGETS)[number] = 'none';
  @state() private loss = '1';
  @state() private question = '';
  @state() private answer = '';
  @state() private chosen: Record<keyof typeof CHOSEN, string> = { autostart: 'no', language: 'auto', theme: 'auto' };
  @state() private height = '800';
  @state() private place: Place = 'frame';
  @state() private downloadFault: { of: Download; text: string } = { of: 'single', text: '' };
  /** The text that was copied last, and whether that was allowed. */
  @state() private copied = { text: '', allowed: true };

  static override styles = [
    shared,
    css`
      .both {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
        align-items: start;
      }
      form,
      .result,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      form {
        gap: var(--space-5);
      }
      legend {
        margin-bottom: var(--space-2);
      }
      .check {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--space-2);
      }
      .part {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 140px;
        align-items: center;
        gap: var(--space-1) var(--space-2);
      }
      .controls {
        padding: var(--space-1) 0 var(--space-2) var(--space-4);
      }
      textarea {
        min-height: 5em;
        resize: vertical;
      }
      .snippet {
        min-height: 9em;
        font: var(--size-small) / 1.5 var(--mono);
        overflow-wrap: anywhere;
      }
      .preview {
        position: relative;
        max-height: 45vh;
        padding: var(--space-2);
        border: 1px dashed var(--rule-strong);
        border-radius: var(--corner);
        overflow: auto;
      }
      details > summary {
        min-height: 32px;
        font-weight: 650;
      }
      details > summary.soft {
        font-weight: 400;
      }
      @media (min-width: 860px) {
        .both {
          grid-template-columns: 340px minmax(0, 1fr);
        }
        .preview {
          max-height: 70vh;
        }
      }
    `,
  ];

  /** The words that were chosen. */
  get #words(): Record<string, string> {
    const { show, lock } = listsOf(this.parts);
    let said: Said = { ...this.#configuration(), presentation: defaultSaid('facts').presentation };
    if (this.files.trim() !== '') said = { ...(DATA.read(this.files, said) ?? said), settings: said.settings };
    const given: Record<string, string> = {
      show: show.join(' '),
      lock: lock.join(' '),
      task: this.task,
      target: this.#target,
      ...this.chosen,
      height: this.height,
    };
    for (const { name, read } of WORDS) {
      const text = given[name];
      if (text !== undefined) said = read(text, said) ?? said;
    }
    return wordsOf(said);
  }

  #configuration(): Configuration {
    const chosen = configurationOf(this.page);
    if (this.asSet) return chosen;
    const { presentation: _, ...standard } = defaultSaid(chosen.dataset);
    return { ...standard, files: chosen.files };
  }

  get #target(): string {
    const { question, answer } = this;
    switch (this.targetKind) {
      case 'none':
        return '';
      case 'loss':
        return writtenTarget(parsedTarget(`loss ${this.loss}`));
      case 'answers':
        return writtenTarget(parsedTarget(`answers ${question}${answer.trim() === '' ? '' : ` => ${answer}`}`));
    }
  }

  protected override render() {
    const words = this.#words;
    return html`<section class="section" aria-labelledby="title">
      <h2 id="title">${t('embed.title')}</h2>
      <p class="lead">${t('embed.lead')}</p>
      <div class="both">${this.#both(words)}</div>
    </section>`;
  }

  #both(words: Record<string, string>) {
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
        ${this.#what()} ${this.#goal()} ${this.#look()} ${this.#partsChoice()}
      </form>
      <div class="result">
        <h3>${t('embed.preview')}</h3>
        <div class="preview"><glass-gpt></glass-gpt></div>
        ${this.#copying(words)}
      </div>`;
  }

  protected override firstUpdated(): void {
    // What its poster is for: to show all that there will be.
    void this.#preview.reset().catch(() => {});
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { height: _, ...words } = this.#words;
    const preview = this.#preview;
    for (const name of preview.getAttributeNames()) if (!(name in words)) preview.removeAttribute(name);
    for (const [name, value] of Object.entries(words)) {
      if (preview.getAttribute(name) !== value) preview.setAttribute(name, value);
    }
  }

  get #preview(): HTMLElementTagNameMap['glass-gpt'] {
    return this.renderRoot.querySelector('glass-gpt') as HTMLElementTagNameMap['glass-gpt'];
  }

  // What one chooses ------------------------------------------------------------------------------------------------

  /** Open, unless there is little room; what is embedded comes first. */
  #group(name: 'what' | 'goal' | 'look' | 'parts', content: TemplateResult) {
    const title = t(`embed.${name}`);
    return html`<details ?open=${this.#roomy || name === 'what'}>
      <summary>${title}</summary>
      <fieldset aria-label=${title}>${content}</fieldset>
    </details>`;
  }

  #what() {
    const { dataset } = this.page.data;
    const wrong = this.files.trim() !== '' && DATA.read(this.files, defaultSaid('facts')) === null;
    const lost = dataset.name === 'own' && dataset.files.length === 0 && this.files.trim() === '';
    return this.#group('what', html`<label class="check">
        <input
          type="checkbox"
          .checked=${this.asSet}
          @change=${(event: Event) => (this.asSet = (event.target as HTMLInputElement).checked)}
        />
        ${t('embed.asSet')}
      </label>
      ${this.#text('files', 'lesson/animals.csv')}
      ${wrong ? html`<p class="fault" role="alert">${DATA.expected()}</p>` : nothing}
      ${lost ? html`<p class="fault">${t('embed.ownData')}</p>` : nothing}`);
  }

  #goal() {
    return this.#group('goal', html`${this.#field(
        'task',
        html`<textarea
          id="task"
          dir="auto"
          .value=${this.task}
          @input=${(event: Event) => (this.task = (event.target as HTMLTextAreaElement).value)}
        ></textarea>`,
      )}
      ${this.#field(
        'target',
        html`<select
          id="target"
          @change=${(event: Event) => (this.targetKind = TARGETS[(event.target as HTMLSelectElement).selectedIndex] ?? 'none')}
        >
          ${TARGETS.map((kind) => html`<option ?selected=${kind === this.targetKind}>${t(`embed.target.${kind}`)}</option>`)}
        </select>`,
      )}
      ${this.targetKind === 'loss' ? this.#text('loss') : nothing}
      ${this.targetKind === 'answers' ? html`${this.#text('question')} ${this.#text('answer')}` : nothing}
      ${this.targetKind !== 'none' && this.#target === '' ? html`<p class="fault" role="alert">${t('words.expected.target')}</p>` : nothing}`);
  }

  #look() {
    return this.#group('look', html`${(Object.keys(CHOSEN) as (keyof typeof CHOSEN)[]).map((word) =>
        this.#field(
          word,
          html`<select
            id=${word}
            @change=${(event: Event) => (this.chosen = { ...this.chosen, [word]: (event.target as HTMLSelectElement).value })}
          >
            ${CHOSEN[word].map(
              (value) => html`<option value=${value} ?selected=${value === this.chosen[word]}>${this.#valueName(word, value)}</option>`,
            )}
          </select>`,
        ),
      )}
      ${this.#text('height')}`);
  }

  #valueName(word: keyof typeof CHOSEN, value: string): string {
    if (word === 'language' && value in LANGUAGES) return LANGUAGES[value as keyof typeof LANGUAGES];
    return word === 'autostart' ? t(`embed.autostart.${value}`) : t(`embed.theme.${value}`);
  }

  #text(name: 'files' | 'loss' | 'question' | 'answer' | 'height', placeholder = '') {
    return this.#field(
      name,
      html`<input
        id=${name}
        dir="auto"
        autocomplete="off"
        placeholder=${placeholder}
        .value=${this[name]}
        @change=${(event: Event) => (this[name] = (event.target as HTMLInputElement).value)}
      />`,
    );
  }

  /** @param control with the name as its id */
  #field(name: string, control: unknown) {
    return html`<div class="field">
      <label for=${name}>${t(`embed.field.${name}`)}</label>
      ${control}
    </div>`;
  }

  #partsChoice() {
    return this.#group('parts', html`<p class="soft">${t('embed.partsAbout')}</p>
      ${PANELS.map((panel) => this.#panelChoice(panel))}`);
  }

  #panelChoice(panel: Panel) {
    const controls = [...CONTROLS].filter(([, its]) => its === panel).map(([control]) => control);
    const seen = this.parts[panel] !== 'hidden';
    return html`<div>
      ${this.#choice(panel, t(`embed.panel.${panel}`), controls.length === 0 ? ['shown', 'hidden'] : CHOICES)}
      ${controls.length === 0 || !seen
        ? nothing
        : html`<details>
            <summary class="soft">${t('embed.controls', { n: controls.length })}</summary>
            <div class="controls">
              ${controls.map((control) => this.#choice(control, html`<code>${control}</code>`, ['as', ...CHOICES]))}
            </div>
          </details>`}
    </div>`;
  }

  #choice(name: string, label: unknown, choices: readonly (PartChoice | 'as')[]) {
    const now = this.parts[name] ?? choices[0];
    return html`<label class="part" data-part=${name}>
      <span>${label}</span>
      <select @change=${(event: Event) => this.#choose(name, choices[(event.target as HTMLSelectElement).selectedIndex])}>
        ${choices.map((choice) => html`<option ?selected=${choice === now}>${t(`embed.choice.${choice}`)}</option>`)}
      </select>
    </label>`;
  }

  #choose(name: string, choice: PartChoice | 'as' | undefined): void {
    const { [name]: _, ...others } = this.parts;
    this.parts = choice === undefined || choice === 'as' ? others : { ...others, [name]: choice };
  }

  // What one gets ---------------------------------------------------------------------------------------------------

  #copying(words: Record<string, string>) {
    const text = snippet(this.place, siteOf(document.baseURI), words);
    return html`<div class="field">
        <label for="place">${t('embed.field.place')}</label>
        <select
          id="place"
          @change=${(event: Event) => (this.place = PLACES[(event.target as HTMLSelectElement).selectedIndex] ?? 'frame')}
        >
          ${PLACES.map((place) => html`<option ?selected=${place === this.place}>${t(`embed.place.${place}.name`)}</option>`)}
        </select>
      </div>
      <p class="soft">${t(`embed.place.${this.place}.how`)}</p>
      <textarea class="snippet" readonly spellcheck="false" aria-label=${t('embed.snippet')} .value=${text}></textarea>
      <div class="row">
        <button class="primary" @click=${() => this.#copy(text)}>${t('embed.copy')}</button>
        <span class=${this.copied.allowed ? 'soft' : 'fault'} role="status">${this.#copiedText(text)}</span>
      </div>
      <h3>${t('embed.single')}</h3>
      <p class="soft">${t('embed.singleAbout')}</p>
      ${this.#downloading('single', words)}
      <h3>${t('embed.package')}</h3>
      <p class="soft">${t('embed.packageAbout')}</p>
      ${this.#downloading('package', words)}`;
  }

  #downloading(what: Download, words: Record<string, string>) {
    const { downloadFault: fault } = this;
    return html`<div class="row">
      <button @click=${() => this.#download(what, words)}>${t(`embed.download.${what}`)}</button>
      <span class="fault" role="status">${fault.of === what ? fault.text : ''}</span>
    </div>`;
  }

  async #download(what: Download, { height: _, ...words }: Record<string, string>): Promise<void> {
    this.downloadFault = { of: what, text: '' };
    try {
      const response = await fetch(new URL(SINGLE_FILE, document.baseURI)).catch(() => null);
      if (!response?.ok) throw new TextError('embed.noSingle', { name: SINGLE_FILE });
      const [html, data] = await Promise.all([response.text(), this.#ownData(words)]);
      if (what === 'single') return download(await presetFile(html, words, data), SINGLE_FILE);
      const { PACKAGE, scormPackage } = await loadedLater(() => import('../../scorm/scorm-package'));
      const file = await presetFile(html, { ...words, ...FOR_COURSE }, data);
      download(await scormPackage(file, SINGLE_FILE, words.task ?? ''), PACKAGE);
    } catch (error) {
      this.downloadFault = { of: what, text: this.inItsLanguage(() => reasonOf(error)) };
    }
  }

  /** What the file has to have in it beside the bundled data. */
  async #ownData({ data = 'facts' }: Record<string, string>): Promise<readonly DataFile[]> {
    if (data !== 'own') return data in DATASETS ? [] : bundledFiles(data.split(/\s+/));
    return this.page.data.inOrder;
  }

  #copiedText(text: string): string {
    if (this.copied.text !== text) return '';
    return t(this.copied.allowed ? 'embed.copied' : 'embed.notCopied');
  }

  async #copy(text: string): Promise<void> {
    const allowed = await copied(text);
    this.copied = { text, allowed };
    if (!allowed) this.renderRoot.querySelector<HTMLTextAreaElement>('.snippet')?.select();
  }
}
