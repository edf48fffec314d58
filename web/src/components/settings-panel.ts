// <gg-settings-panel>: the sizes of the model and how it is trained, each with its range.

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { tell } from '../events';
import { bytes, count, counted } from '../format';
import type { Phase, Start } from '../protocol';
import { DEFAULTS, type Field, PHASE_FIELDS, problem, range, RUN_FIELDS, type Settings, SIZE_FIELDS } from '../settings';
import { shared } from '../styles/shared';

/** Weight, gradient and Adam's two moments, four bytes each. */
const BYTES_A_WEIGHT_IN_TRAINING = 16;

@customElement('gg-settings-panel')
export class SettingsPanel extends LitElement {
  @property({ attribute: false }) settings: Settings = DEFAULTS;
  /** The phases that there is data for. */
  @property({ attribute: false }) phases: Phase[] = [];
  @property() start: Start['kind'] = 'new';
  /** Weights of the model these settings make; 0 if not known. */
  @property({ type: Number }) parameters = 0;
  @property({ type: Number }) vocabSize = 0;
  @property({ type: Boolean }) disabled = false;
  @state() private open = false;
  /** What was typed but cannot be used, by field. */
  @state() private wrong = new Map<string, string>();

  static override styles = [
    shared,
    css`
      summary {
        font-weight: 650;
      }
      .soft {
        font-weight: 400;
      }
      .memory {
        margin-top: var(--space-3);
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(132px, 1fr));
        gap: var(--space-3);
        margin-top: var(--space-4);
      }
      legend {
        margin-bottom: var(--space-2);
      }
      input[aria-invalid='true'] {
        border-color: var(--red) !important;
      }
    `,
  ];

  /** Whether all fields can be used; if not, shows the first that cannot. */
  async check(): Promise<boolean> {
    const first = [...this.wrong.keys()][0];
    if (first === undefined) return true;
    await this.show(first);
    return false;
  }

  /** Goes to the field of that name. */
  async show(name: string): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>(`#${name}`)?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('settings')) return;
    // A width may have come to fit the heads, or no longer fit; other fields stand as typed.
    for (const field of this.#fields()) {
      const typed = this.wrong.get(field.name);
      const fault = problem(field, typed === undefined ? field.get(this.settings) : Number(typed || NaN), this.settings);
      if (fault === '') this.wrong.delete(field.name);
      else this.wrong.set(field.name, typed ?? String(field.get(this.settings)));
    }
  }

  protected override render() {
    const { numLayers, numHeads, embeddingDim } = this.settings.sizes;
    const fixed = this.start !== 'new';
    const resumed = this.start === 'resume';
    return html`<details ?open=${this.open} @toggle=${this.#toggle}>
      <summary>
        Sizes and settings
        <span class="soft">
          ${counted(numLayers, 'layer')}, ${counted(numHeads, 'head')}, width ${embeddingDim}${this.parameters > 0
            ? html`: <span data-name="parameters">${count(this.parameters)}</span> weights`
            : nothing}
        </span>
      </summary>
      <fieldset ?disabled=${this.disabled || fixed}>
        <legend>Model</legend>
        ${SIZE_FIELDS.map((field) => this.#field(field))}
      </fieldset>
      ${this.parameters > 0 ? this.#memory() : nothing}
      <fieldset ?disabled=${this.disabled}>
        <legend>Training</legend>
        ${this.phases.flatMap((phase) => PHASE_FIELDS[phase]).map((field) =>
          this.#field(field, resumed && !field.name.endsWith('epochs')),
        )}
        ${RUN_FIELDS.map((field) => this.#field(field, resumed))}
      </fieldset>
    </details>`;
  }

  #memory() {
    const memory = bytes(this.parameters * BYTES_A_WEIGHT_IN_TRAINING);
    return html`<p class="soft memory">
      ${count(this.parameters)} weights for a vocabulary of ${count(this.vocabSize)}; about ${memory} while training.
    </p>`;
  }

  #field(field: Field, locked = false) {
    const { name, label, about, whole } = field;
    const typed = this.wrong.get(name);
    const fault = typed === undefined ? '' : problem(field, Number(typed || NaN), this.settings);
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        type="number"
        inputmode="decimal"
        step=${whole ? 1 : 'any'}
        ?disabled=${locked}
        aria-describedby="${name}-about"
        aria-invalid=${fault !== ''}
        .value=${typed ?? String(field.get(this.settings))}
        @change=${(event: Event) => this.#take(field, (event.target as HTMLInputElement).value)}
      />
      <span id="${name}-about" class=${fault === '' ? 'soft' : 'fault'}>${fault || `${about}, ${range(field)}`}</span>
    </div>`;
  }

  #fields(): Field[] {
    return [...SIZE_FIELDS, ...PHASE_FIELDS.pretrain, ...PHASE_FIELDS.tune, ...RUN_FIELDS];
  }

  #take(field: Field, typed: string): void {
    const value = Number(typed || NaN);
    this.wrong.delete(field.name);
    if (problem(field, value, this.settings) === '') {
      tell(this, 'gg-settings', field.set(this.settings, value));
    } else {
      this.wrong.set(field.name, typed);
      this.requestUpdate();
    }
  }

  #toggle(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
  }
}
