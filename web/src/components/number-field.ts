// <gg-number-field>: a number one can set, with its explanation, a slider where a range is natural, and what is wrong
// with what was typed.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { rangeText } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { fits, type NumberRange, typedNumber } from '../settings';
import { fieldRow } from '../styles/field-row';
import { shared } from '../styles/shared';

@customElement('gg-number-field')
export class NumberField extends GlassElement {
  /** Its range; its texts are `<area>.<name>.label` and `.about`. */
  @property({ attribute: false }) field!: NumberRange;
  @property() area = 'settings';
  @property({ attribute: false }) value: number | null = null;
  @property({ type: Boolean }) disabled = false;
  /** Hears of every value that fits. */
  @property({ attribute: false }) take: (value: number | null) => void = () => {};
  /** Hears whether it holds what cannot be used, whenever that changes. */
  @property({ attribute: false }) judge: (wrong: boolean) => void = () => {};
  /** What was typed but cannot be used. */
  @state() private typed: string | null = null;

  static override styles = [shared, fieldRow];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLInputElement>('#number')?.focus();
  }

  /** Shows its value again instead of what was typed. */
  forget(): void {
    if (this.typed === null) return;
    this.typed = null;
    this.judge(false);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('value')) this.forget();
  }

  protected override render() {
    const { name, slider, step, whole } = this.field;
    const label = t(`${this.area}.${name}.label`);
    const wrong = this.typed !== null;
    return html`<div class="field-row ${slider === null ? '' : 'sliding'}">
      <span class="name">
        <label for="number">${label}</label>
        <gg-explain .of=${label} .text=${`${t(`${this.area}.${name}.about`)} ${rangeText(this.field)}`}></gg-explain>
      </span>
      ${slider === null ? nothing : this.#slider(slider)}
      <input
        id="number"
        name=${name}
        type="number"
        inputmode=${whole ? 'numeric' : 'decimal'}
        step=${step}
        ?disabled=${this.disabled}
        placeholder=${this.field.optional ? t('settings.off') : ''}
        aria-describedby="fault"
        aria-invalid=${wrong}
        .value=${this.typed ?? this.#written()}
        @change=${(event: Event) => this.#type(event.target as HTMLInputElement)}
      />
      <span id="fault" class="fault">${wrong ? rangeText(this.field) : ''}</span>
    </div>`;
  }

  /** The value, without what a computed one is wrong by in its last digits. */
  #written(): string {
    if (this.value === null) return '';
    return String(this.field.whole ? this.value : Number(this.value.toPrecision(12)));
  }

  /** For a hand on the mouse or the screen; to all others, the number is the control. */
  #slider({ least, most, step }: { least: number; most: number; step: number }) {
    return html`<input
      type="range"
      tabindex="-1"
      aria-hidden="true"
      min=${least}
      max=${most}
      step=${step}
      ?disabled=${this.disabled}
      .value=${String(this.value ?? least)}
      @input=${(event: Event) => this.take((event.target as HTMLInputElement).valueAsNumber)}
    />`;
  }

  #type(input: HTMLInputElement): void {
    // A number input that holds no number says that it is empty.
    const value = input.validity.badInput ? NaN : typedNumber(input.value);
    if (fits(this.field, value)) {
      this.forget();
      this.take(value);
    } else {
      this.typed = input.value;
      this.judge(true);
    }
  }
}
