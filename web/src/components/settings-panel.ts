// <gg-settings-panel>: the sizes of the model, how it is trained and when that ends, with what it costs.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { preset, PRESETS } from '../datasets';
import { bytes, count, duration, plain } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import type { Topic } from '../page/page-state';
import type { Schedule } from '../protocol';
import {
  type Field,
  headChoices,
  PHASE_FIELDS,
  RUN_FIELDS,
  SCHEDULES,
  type Settings,
  SHARE_FIELD,
  SIZE_FIELDS,
  STOP_FIELDS,
  WARMUP_FIELD,
  withFittingHeads,
} from '../settings';
import { shared } from '../styles/shared';
import './choice-field';
import type { NumberField } from './number-field';
import './number-field';

type Group = 'model' | 'training' | 'stopping';

@customElement('gg-settings-panel')
export class SettingsPanel extends GlassElement {
  static override readonly topics: readonly Topic[] = ['choice', 'cost', 'status', 'settingWanted'];

  @state() private open: Record<Group, boolean> = { model: false, training: false, stopping: false };
  @state() private linkCopied = false;
  /** Fields that hold what cannot be used. */
  readonly #wrong = new Set<string>();

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .presets {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-1);
      }
      .presets button {
        min-height: 34px;
        padding: var(--space-1);
        font-size: var(--size-small);
      }
      .presets [aria-pressed='true'] {
        border-color: var(--glass);
        background: var(--glass-tint);
        color: var(--ink);
        font-weight: 650;
      }
      .cost {
        display: grid;
        grid-template-columns: repeat(3, auto);
        justify-content: space-between;
        gap: var(--space-2);
      }
      .cost dt {
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

  protected override changed(topic: Topic): void {
    if (topic === 'settingWanted') void this.#show(this.page.settingWanted);
    else super.changed(topic);
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
    const { locked } = this.page;
    return html`
      <h2>${t('settings.title')}</h2>
      ${this.#presets()} ${this.#cost()}
      ${locked ? html`<p class="soft">${t('settings.locked')}</p>` : nothing}
      <div>
        ${this.#group('model', this.#modelFields())} ${this.#group('training', this.#trainingFields())}
        ${this.#group('stopping', this.#stoppingFields())}
      </div>
      <div class="row">
        <button @click=${this.#copyLink}>${t('settings.copyLink')}</button>
        <span class="soft" role="status">${this.linkCopied ? t('settings.linkCopied') : ''}</span>
      </div>
    `;
  }

  #presets() {
    const { settings, dataset, locked, start } = this.page;
    if (start !== 'new') return nothing;
    return html`<div class="presets" role="group" aria-label=${t('settings.presets')}>
      ${PRESETS.map((name) => {
        const its = preset(name, dataset.name);
        return html`<button
          ?disabled=${locked}
          aria-pressed=${JSON.stringify(its) === JSON.stringify(settings)}
          @click=${() => this.#takePreset(its)}
        >
          ${t(`settings.preset.${name}`)}
        </button>`;
      })}
    </div>`;
  }

  #takePreset(settings: Settings): void {
    this.#numberFields().forEach((field) => field.forget());
    this.page.changeSettings(settings);
  }

  #cost() {
    const { estimate, dataVocabSize, start, status } = this.page;
    const { cost, seconds } = estimate;
    const words = start === 'new' ? dataVocabSize : (status.opened?.model.vocabSize ?? 0);
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

  #group(name: Group, fields: unknown) {
    return html`<details
      data-group=${name}
      ?open=${this.open[name]}
      @toggle=${(event: Event) => (this.open = { ...this.open, [name]: (event.target as HTMLDetailsElement).open })}
    >
      <summary>${t(`settings.group.${name}`)}<span class="soft">${this.#summary(name)}</span></summary>
      <fieldset>
        <legend class="visually-hidden">${t(`settings.group.${name}`)}</legend>
        ${fields}
      </fieldset>
    </details>`;
  }

  #summary(name: Group): string {
    const { sizes, training, stopping } = this.page.settings;
    switch (name) {
      case 'model':
        return t('settings.summary.model', { layers: sizes.numLayers, heads: sizes.numHeads, width: sizes.embeddingDim });
      case 'training': {
        const epochs = this.page.phases.map((phase) => count(training[phase].epochs)).join(' + ');
        return t('settings.summary.training', { epochs: epochs || '–', batch: count(training.batchSize) });
      }
      case 'stopping': {
        const { targetLoss, plateauEpochs } = stopping;
        const rules = [
          ...(targetLoss === null ? [] : [t('settings.summary.target', { loss: plain(targetLoss) })]),
          ...(plateauEpochs === null ? [] : [t('settings.summary.plateau', { n: plateauEpochs })]),
        ];
        return rules.length === 0 ? t('settings.summary.noRule') : rules.join(', ');
      }
    }
  }

  #modelFields() {
    const { sizes } = this.page.settings;
    const disabled = this.page.locked || this.page.start !== 'new';
    return SIZE_FIELDS.map((field) =>
      field.name === 'numHeads'
        ? this.#choice('numHeads', headChoices(sizes.embeddingDim).map(String), String(sizes.numHeads), disabled, (heads) =>
            field.set(this.page.settings, Number(heads)),
          )
        : this.#number(field, disabled),
    );
  }

  #trainingFields() {
    const { phases, locked, start, settings } = this.page;
    const resumed = start === 'resume';
    return html`
      ${phases
        .flatMap((phase) => PHASE_FIELDS[phase])
        .map((field) => this.#number(field, locked || (resumed && !field.name.endsWith('epochs'))))}
      ${this.#choice('schedule', SCHEDULES, settings.training.schedule, locked || resumed, (schedule) => ({
        ...this.page.settings,
        training: { ...this.page.settings.training, schedule: schedule as Schedule },
      }))}
      ${[WARMUP_FIELD, ...RUN_FIELDS].map((field) => this.#number(field, locked || resumed))}
    `;
  }

  #stoppingFields() {
    const { locked } = this.page;
    return [SHARE_FIELD, ...STOP_FIELDS].map((field) => this.#number(field, locked));
  }

  #number(field: Field<Settings>, disabled: boolean) {
    return html`<gg-number-field
      .field=${field}
      .value=${field.get(this.page.settings)}
      .disabled=${disabled}
      .take=${(value: number | null) => this.page.changeSettings(withFittingHeads(field.set(this.page.settings, value)))}
      .judge=${(wrong: boolean) => this.#judge(field.name, wrong)}
    ></gg-number-field>`;
  }

  #choice(
    name: 'numHeads' | 'schedule',
    values: readonly string[],
    value: string,
    disabled: boolean,
    chosen: (value: string) => Settings,
  ) {
    const text = (choice: string): string => (name === 'schedule' ? t(`settings.schedules.${choice}`) : choice);
    return html`<gg-choice-field
      .label=${t(`settings.${name}.label`)}
      .about=${t(`settings.${name}.about`)}
      .choices=${values.map((choice) => [choice, text(choice)])}
      .value=${value}
      .disabled=${disabled}
      .take=${(choice: string) => this.page.changeSettings(chosen(choice))}
    ></gg-choice-field>`;
  }

  #judge(field: string, wrong: boolean): void {
    if (wrong) this.#wrong.add(field);
    else this.#wrong.delete(field);
    this.page.settingsFault = [...this.#wrong][0] ?? '';
  }

  async #copyLink(): Promise<void> {
    const copied = await this.page.attempt(() =>
      navigator.clipboard.writeText(location.href).catch(() => {
        throw new Error(t('settings.linkNotCopied'));
      }),
    );
    this.linkCopied = copied;
  }
}

/** An estimate, which needs no `about` where it is none anyway. */
const aboutSo = (seconds: number): string =>
  seconds < 1 ? duration(seconds) : t('settings.about', { time: duration(seconds) });
