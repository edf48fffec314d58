// <gg-settings-panel>: the sizes of the model, how it is trained and when that ends, with what it costs.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { bytes, count, plain } from '../format';
import { t, TextError } from '../i18n/translate';
import { sharedAddress } from '../page/address';
import { copied } from '../page/copy';
import { GlassElement } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import type { StateName } from '../page/page';
import { mayChooseFastest } from '../page/run-arithmetic';
import {
  ACTIVATION_CHOICE,
  ARITHMETIC_CHOICE,
  type Choice,
  type Field,
  headChoices,
  LOSS_CHOICE,
  OPTIMISER_FIELDS,
  PHASE_FIELDS,
  RUN_FIELDS,
  SCHEDULE_CHOICE,
  type Settings,
  SHARE_FIELD,
  SIZE_FIELDS,
  STOP_CHOICE,
  STOP_FIELDS,
  TOKENIZER_CHOICE,
  withFittingHeads,
} from '../settings';
import { shared } from '../styles/shared';
import './choice-field';
import type { NumberField } from './number-field';
import './number-field';
import { aboutSo } from './preset-choice';
import './recipe-choice';

type Group = 'model' | 'training' | 'stopping';

/** What may stand in the group of training. */
const TRAINING = [
  { parameter: 'recipe' },
  ...PHASE_FIELDS.pretrain,
  ...PHASE_FIELDS.tune,
  STOP_CHOICE,
  SCHEDULE_CHOICE,
  ...OPTIMISER_FIELDS,
  LOSS_CHOICE,
  ...RUN_FIELDS,
  ARITHMETIC_CHOICE,
];

@customElement('gg-settings-panel')
export class SettingsPanel extends GlassElement {
  protected static override readonly panel = 'settings';
  static override readonly states: readonly StateName[] = ['data', 'settings', 'settingFocus', 'estimate', 'status'];

  @state() private open: Record<Group, boolean> = { model: false, training: false, stopping: false };
  @state() private linkCopied = false;
  /** What passes on a run with data of people's own is shown. */
  @state() private sharing = false;
  /** Fields that hold what cannot be used. */
  readonly #wrong = new Set<string>();

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .cost {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: var(--space-2);
        white-space: nowrap;
      }
      .cost dd {
        font-variant-numeric: tabular-nums;
        font-weight: 650;
      }
      details {
        border-top: 1px solid var(--rule);
        padding-top: var(--space-2);
      }
      summary {
        min-height: 32px;
        font-weight: 650;
      }
      summary .soft {
        margin-left: var(--space-1);
        font-weight: 400;
      }
      fieldset {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-2) 0 var(--space-3);
      }
    `,
  ];

  protected override changed(name: StateName): void {
    if (name === 'settingFocus') void this.#show(this.page.settingFocus.name);
    else super.changed(name);
  }

  /** Goes to the field of that name. */
  async #show(name: string): Promise<void> {
    const field = this.#fieldNamed(name);
    const details = field?.closest('details');
    if (field === undefined || details === null || details === undefined) return;
    details.open = true;
    // It may be about to become one that can be changed.
    await this.updateComplete;
    await field.updateComplete;
    field.focus();
  }

  #fieldNamed(name: string): NumberField | undefined {
    return [...this.#numberFields()].find(({ field }) => field.name === name);
  }

  #numberFields(): NodeListOf<NumberField> {
    return this.renderRoot.querySelectorAll<NumberField>('gg-number-field');
  }

  protected override render() {
    const { locked } = this.page.status;
    return html`
      <h2>${t('settings.title')}</h2>
      <gg-preset-choice .taken=${() => this.#numberFields().forEach((field) => field.forget())}></gg-preset-choice>
      ${this.#cost()}
      ${locked ? html`<p class="soft">${t('settings.locked')}</p>` : nothing}
      <div>
        ${this.#group('model', [TOKENIZER_CHOICE, ...SIZE_FIELDS, ACTIVATION_CHOICE], () => this.#modelFields())}
        ${this.#group('training', TRAINING, () => this.#trainingFields())}
        ${this.#group('stopping', [SHARE_FIELD, ...STOP_FIELDS], () => this.#stoppingFields())}
      </div>
      ${this.page.runs.keeps ? this.#link() : nothing}
    `;
  }

  /** To this page; an element has no address of its own. */
  #link() {
    if (this.sharing && this.#sharesMore) return html`<gg-share-run @closed=${() => (this.sharing = false)}></gg-share-run>`;
    return html`<div class="row">
      <button ${this.control('copy-link')} @click=${this.#copyLink}>${t('settings.copyLink')}</button>
      <span class="soft" role="status">${this.linkCopied ? t('settings.linkCopied') : ''}</span>
    </div>`;
  }

  /** There is more to a run than an address says: data that people brought, or a model file that it begins with. */
  get #sharesMore(): boolean {
    const { data, settings } = this.page;
    return settings.start !== 'new' || (data.dataset.name === 'own' && data.dataset.files.length === 0 && data.files.length > 0);
  }

  #cost() {
    const { data, settings, status, estimate } = this.page;
    const { cost, seconds } = estimate;
    const words = settings.start === 'new' ? data.vocabSize : (status.opened?.model.vocabSize ?? 0);
    const weights = cost === null ? '–' : html`<span data-name="parameters">${count(cost.parameters)}</span>`;
    const memory = cost === null || cost.bytes === 0 ? '–' : bytes(cost.bytes);
    const time = seconds === null ? '–' : aboutSo(seconds);
    return html`<dl class="cost">
      ${this.#figure('weights', weights, { words: count(words) })} ${this.#figure('memory', memory)}
      ${this.#figure('time', time)}
    </dl>`;
  }

  #figure(name: 'weights' | 'memory' | 'time', value: unknown, values: Record<string, string> = {}) {
    const label = t(`settings.${name}.label`);
    return html`<div>
      <dt class="soft">
        ${label}<gg-explain .of=${label} .text=${t(`settings.${name}.about`, values)}></gg-explain>
      </dt>
      <dd data-name=${name}>${value}</dd>
    </div>`;
  }

  /** Of the controls by those words, unless none of them is shown. */
  #group(name: Group, words: readonly { parameter: string }[], fields: () => unknown) {
    if (!words.some(({ parameter }) => this.page.presentation.shows(parameter))) return nothing;
    return html`<details
      data-group=${name}
      ?open=${this.open[name]}
      @toggle=${(event: Event) => (this.open = { ...this.open, [name]: (event.target as HTMLDetailsElement).open })}
    >
      <summary>${t(`settings.group.${name}`)}<span class="soft">${this.#summary(name)}</span></summary>
      <fieldset>
        <legend class="visually-hidden">${t(`settings.group.${name}`)}</legend>
        ${fields()}
      </fieldset>
    </details>`;
  }

  #summary(name: Group): string {
    const { sizes, training, stopping } = this.page.settings.current;
    const untilLearned = training.untilLearned && this.page.data.phases.includes('tune');
    switch (name) {
      case 'model':
        return t('settings.summary.model', { layers: sizes.numLayers, heads: sizes.numHeads, width: sizes.embeddingDim });
      case 'training': {
        const epochs = this.page.data.phases.map((phase) => count(training[phase].epochs)).join(' + ') || '–';
        const batch = count(training.batchSize);
        return t(untilLearned ? 'settings.summary.trainingAtMost' : 'settings.summary.training', { epochs, batch });
      }
      case 'stopping': {
        const { targetLoss, plateauEpochs } = stopping;
        const rules = [
          ...(targetLoss === null ? [] : [t('settings.summary.target', { loss: plain(targetLoss) })]),
          ...(plateauEpochs === null ? [] : [t('settings.summary.plateau', { n: plateauEpochs })]),
        ];
        if (rules.length > 0) return rules.join(', ');
        return t(untilLearned ? 'settings.summary.learned' : 'settings.summary.noRule');
      }
    }
  }

  #modelFields() {
    const disabled = this.page.status.locked || this.page.settings.start !== 'new';
    return html`
      ${this.#choice(TOKENIZER_CHOICE, disabled)}
      ${SIZE_FIELDS.map((field) =>
        field.name === 'numHeads' ? this.#heads(field, disabled) : this.#number(field, disabled),
      )}
      ${this.#choice(ACTIVATION_CHOICE, disabled)}
    `;
  }

  #trainingFields() {
    const { phases } = this.page.data;
    const { locked } = this.page.status;
    const disabled = locked || this.page.settings.start === 'resume';
    const asks = phases.includes('tune');
    return html`
      <gg-recipe-choice ?hidden=${!this.page.presentation.shows('recipe')}></gg-recipe-choice>
      ${phases
        .flatMap((phase) => PHASE_FIELDS[phase])
        .map((field) => this.#number(field, locked || (disabled && !field.name.endsWith('epochs'))))}
      ${asks ? this.#choice(STOP_CHOICE, disabled) : nothing} ${this.#choice(SCHEDULE_CHOICE, disabled)}
      ${OPTIMISER_FIELDS.map((field) => this.#number(field, disabled))}
      ${asks ? this.#choice(LOSS_CHOICE, disabled) : nothing}
      ${RUN_FIELDS.map((field) => this.#number(field, disabled))}
      ${mayChooseFastest(this.page) ? this.#choice(ARITHMETIC_CHOICE, locked) : nothing}
    `;
  }

  #stoppingFields() {
    const { locked } = this.page.status;
    return [SHARE_FIELD, ...STOP_FIELDS].map((field) => this.#number(field, locked));
  }

  #number(field: Field<Settings>, disabled: boolean) {
    return html`<gg-number-field
      ${this.control(field.parameter, disabled)}
      .field=${field}
      .value=${field.get(this.page.settings.current)}
      .take=${(value: number | null) => this.page.choices.changeSettings(withFittingHeads(field.set(this.page.settings.current, value)))}
      .judge=${(wrong: boolean) => this.#judge(field.name, wrong)}
    ></gg-number-field>`;
  }

  #heads(field: Field<Settings>, disabled: boolean) {
    const { embeddingDim, numHeads } = this.page.settings.current.sizes;
    return html`<gg-choice-field
      ${this.control(field.parameter, disabled)}
      .label=${t('settings.numHeads.label')}
      .about=${t('settings.numHeads.about')}
      .choices=${headChoices(embeddingDim).map((heads) => [String(heads), String(heads)])}
      .value=${String(numHeads)}
      .take=${(heads: string) => this.page.choices.changeSettings(field.set(this.page.settings.current, Number(heads)))}
    ></gg-choice-field>`;
  }

  #choice({ name, parameter, values, get, set }: Choice, disabled: boolean) {
    return html`<gg-choice-field
      ${this.control(parameter, disabled)}
      .label=${t(`settings.${name}.label`)}
      .about=${t(`settings.${name}.about`)}
      .choices=${values.map((value) => [value, t(`settings.${name}.is.${value}`)])}
      .value=${get(this.page.settings.current)}
      .take=${(value: string) => this.page.choices.changeSettings(set(this.page.settings.current, value))}
    ></gg-choice-field>`;
  }

  #judge(field: string, wrong: boolean): void {
    if (wrong) this.#wrong.add(field);
    else this.#wrong.delete(field);
    this.page.settings.fault = [...this.#wrong][0] ?? '';
  }

  async #copyLink(): Promise<void> {
    if (this.#sharesMore) return this.#share();
    this.linkCopied = await this.page.notice.attempt(async () => {
      if (!(await copied(sharedAddress(location.href)))) throw new TextError('settings.linkNotCopied');
    });
  }

  async #share(): Promise<void> {
    await this.page.notice.attempt(async () => {
      await loadedLater(() => Promise.all([import('./share-run'), this.page.locale.need('share')]));
      this.sharing = true;
    });
  }
}
