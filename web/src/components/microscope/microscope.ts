// <gg-microscope>: one training step of one example, taken apart. It is frozen: it stays as it was taken while training
// goes on.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count, figures } from '../../format';
import { t } from '../../i18n/translate';
import { FirstExample } from '../../page/first-example';
import { GlassElement } from '../../page/glass-element';
import type { StateName } from '../../page/page';
import { IntersectionController } from '../../page/intersection-controller';
import type { WeightPlace } from '../../protocol';
import { CLASSIC } from '../../recipe';
import { shared } from '../../styles/shared';
import '../work-progress';
import '../explain';
import { onEnter, onSubmitButton } from '../submitting';
import type { Part } from './stage';
import './stage-view';
import { type PartStage, stagesOf } from './stages';
import { largest, type Place, row, START, Step } from './step';
import { placeOf, stageOf, type WantedNumber } from './wanted';
import type { WeightPicked } from './weight-choice';

const PARTS: readonly Part[] = ['forward', 'backward', 'update'];
/** Where a weight is looked for before anyone picked one. */
const ANY_WEIGHT: WeightPlace = { tensor: 'blocks.0.ffn.w1', row: 0, col: 0 };

@customElement('gg-microscope')
export class Microscope extends GlassElement {
  protected static override readonly panel = 'microscope';
  protected static override readonly states: readonly StateName[] = ['data', 'status', 'shown'];

  /** Null until someone wrote one: then the first training example is taken. */
  @state() private text: string | null = null;
  @state() private step: Step | null = null;
  @state() private busy = false;
  @state() private place: Place = START;
  @state() private stage = 0;
  /** Null until someone picked one. */
  #weight: WeightPlace | null = null;
  /** Sizes of the model that it was picked in. */
  #model = '';
  /** The step that is shown is one of the small trained model's. */
  #ofTrained = false;
  readonly #example = new FirstExample(() => this.page);

  readonly #intersection = new IntersectionController(this, (visible) => {
    if (visible) void this.#findExample();
  });

  static override styles = [
    shared,
    css`
      form {
        display: grid;
        gap: var(--space-3);
      }
      .text {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .text .field {
        flex: 1 1 280px;
        min-width: 0;
      }
      .text button {
        align-self: end;
      }
      .picks {
        display: grid;
        gap: var(--space-3);
        margin-bottom: var(--space-4);
        padding-bottom: var(--space-4);
        border-bottom: 1px solid var(--rule);
      }
      .tokens {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        margin-top: var(--space-1);
      }
      .tokens label {
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, auto);
        max-width: 100%;
        align-content: center;
        min-height: 32px;
        padding: 0 var(--space-2);
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        cursor: pointer;
      }
      .tokens label:has(:checked) {
        border-color: var(--glass);
        background: var(--glass-tint);
        font-weight: 650;
      }
      .tokens label:has(:focus-visible) {
        outline: 2px solid var(--glass);
        outline-offset: 2px;
      }
      .tokens input {
        position: absolute;
        opacity: 0;
        inset: 0;
      }
      .row .field {
        width: 120px;
      }
      .steps {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }
      .stages {
        display: none;
      }
      .stages ol {
        margin-bottom: var(--space-3);
        list-style: none;
      }
      .stages button {
        display: flex;
        gap: var(--space-2);
        width: 100%;
        min-height: 32px;
        padding: 2px var(--space-2);
        border: 0;
        border-left: 3px solid transparent;
        border-radius: 0;
        background: none;
        text-align: left;
      }
      .stages button span {
        min-width: 1.5em;
        color: var(--ink-soft);
        font-variant-numeric: tabular-nums;
        text-align: right;
      }
      .stages button[aria-current] {
        border-left-color: var(--glass);
        background: var(--glass-tint);
        font-weight: 650;
      }
      .walk {
        justify-content: space-between;
        margin-bottom: var(--space-4);
      }
      .walk select {
        flex: 1 0 100%;
        order: -1;
      }
      @container (min-width: 828px) {
        .steps {
          grid-template-columns: 240px minmax(0, 1fr);
        }
        .stages {
          display: block;
        }
        .walk select {
          display: none;
        }
      }
    `,
  ];

  protected override changed(name: StateName): void {
    super.changed(name);
    if (this.#intersection.visible) void this.#findExample();
  }

  protected override updated(): void {
    if (this.step === null) return;
    const { tokens, targets, losses } = this.step.dissection;
    this.page.seen.see({ step: { tokens, targets, losses, position: this.place.position } });
  }

  protected override render() {
    return html`<section class="section">
      <h2>${t('microscope.title')}</h2>
      <p class="lead">${t('microscope.lead')}</p>
      <div class="card">${this.#form()}</div>
      ${this.step === null ? nothing : this.#taken(this.step)}
    </section>`;
  }

  #form() {
    const { data, status } = this.page;
    const ready = status.model !== null || data.phases.length > 0;
    return html`<form @keydown=${onEnter(() => void this.#take())} @click=${onSubmitButton(() => void this.#take())}>
      <div class="text">
        <div class="field">
          <label for="text">${t('microscope.text')}</label>
          <input
            id="text"
            dir="auto"
            ${this.control('microscope-text')}
            required
            autocomplete="off"
            spellcheck="false"
            aria-describedby="text-about"
            .value=${this.text ?? this.#example.text}
            @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}
          />
        </div>
        <button class="primary" ${this.control('microscope-take', !ready || this.busy)}>
          ${t(this.step === null ? 'microscope.take' : 'microscope.takeAgain')}
        </button>
      </div>
      <gg-work-progress .kinds=${['dissect']}></gg-work-progress>
      <p class="soft" id="text-about">${t('microscope.textAbout')}</p>
      ${this.step === null ? nothing : html`<p data-name="taken">${this.#takenAt(this.step)}</p>`}
    </form>`;
  }

  /** Which step is shown, and whether the model has gone on since. */
  #takenAt({ taken, dissection }: Step): string {
    const { isTrained, told } = this.page.shown;
    const text = t('microscope.taken', { step: count(taken + 1), loss: figures(dissection.loss) });
    if (isTrained !== this.#ofTrained) return `${text} ${t('microscope.ofOther')}`;
    const now = told.status.run?.step ?? taken;
    return now > taken ? `${text} ${t('microscope.goneOn')}` : text;
  }

  /** Of the step that is shown. */
  get #stages(): readonly PartStage[] {
    return this.step === null ? [] : stagesOf(this.step, this.place.layer);
  }

  #taken(step: Step) {
    const stages = this.#stages;
    return html`<div class="card">
      <div class="picks">
        ${this.#positions(step)}
        <div class="row">
          ${this.#pick('layer', step.dissection.numLayers)} ${this.#pick('head', step.dissection.numHeads)}
        </div>
      </div>
      <div class="steps">
        <div class="stages" role="group" aria-label=${t('microscope.stagesLabel')} @keydown=${this.#walkByKey}>
          ${PARTS.map(
            (part) =>
              html`<h3>${t(`microscope.parts.${part}`)}</h3>
                <ol>
                  ${stages.map((stage, i) => (stage.part === part ? this.#stageButton(stage.id, i) : nothing))}
                </ol>`,
          )}
        </div>
        <div>
          <div class="row walk" @keydown=${this.#walkByKey}>
            <button ${this.control('microscope-stage', this.stage === 0)} @click=${() => this.#show(this.stage - 1)}>
              ${t('microscope.previous')}
            </button>
            ${this.#stageSelect(stages)}
            <span class="soft" data-name="number">${this.stage + 1} / ${stages.length}</span>
            <button
              class="primary"
              ${this.control('microscope-stage', this.stage === stages.length - 1)}
              @click=${() => this.#show(this.stage + 1)}
            >
              ${t('microscope.next')}
            </button>
          </div>
          <gg-stage
            .step=${step}
            .place=${this.place}
            .stage=${stages[this.stage] ?? null}
            .number=${this.stage}
            @weight-picked=${(event: WeightPicked) => {
              this.#weight = event.detail;
              void this.#take();
            }}
          ></gg-stage>
        </div>
      </div>
    </div>`;
  }

  /** The tokens, of which one is followed. */
  #positions({ dissection: { tokens } }: Step) {
    if (!this.page.presentation.shows('microscope-position')) return nothing;
    return html`<fieldset>
      <legend>
        ${t('microscope.position')}
        <gg-explain .of=${t('microscope.position')} .text=${t('microscope.positionAbout')}></gg-explain>
      </legend>
      <div class="tokens">
        ${tokens.map(
          (token, position) =>
            html`<label>
              <input
                type="radio"
                name="position"
                ${this.control('microscope-position')}
                .checked=${position === this.place.position}
                @change=${() => (this.place = { ...this.place, position })}
              /><bdi class="token">${token}</bdi></label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  #pick(what: 'layer' | 'head', choices: number) {
    const used = this.#stages[this.stage]?.picks.includes(what) ?? false;
    return html`<div class="field">
      <label for=${what}
        >${t(`microscope.${what}`)}
        <gg-explain .of=${t(`microscope.${what}`)} .text=${t(`microscope.${what}About`)}></gg-explain
      ></label>
      <select
        id=${what}
        ${this.control(`microscope-${what}`, !used)}
        @change=${(event: Event) => {
          this.place = { ...this.place, [what]: (event.target as HTMLSelectElement).selectedIndex };
        }}
      >
        ${Array.from(
          { length: choices },
          (_, i) => html`<option .selected=${i === this.place[what]}>${count(i + 1)}</option>`,
        )}
      </select>
    </div>`;
  }

  #stageButton(id: string, i: number) {
    return html`<li>
      <button ${this.control('microscope-stage')} aria-current=${i === this.stage ? 'step' : nothing} data-stage=${i} @click=${() => this.#show(i)}>
        <span>${i + 1}</span>${t(`microscope.stages.${id}.title`)}
      </button>
    </li>`;
  }

  #stageSelect(stages: readonly PartStage[]) {
    return html`<select
      ${this.control('microscope-stage')}
      aria-label=${t('microscope.stagesLabel')}
      @change=${(event: Event) => this.#show((event.target as HTMLSelectElement).selectedIndex)}
    >
      ${PARTS.map(
        (part) =>
          html`<optgroup label=${t(`microscope.parts.${part}`)}>
            ${stages.map((stage, i) =>
              stage.part === part
                ? html`<option .selected=${i === this.stage}>
                    ${i + 1}. ${t(`microscope.stages.${stage.id}.title`)}
                  </option>`
                : nothing,
            )}
          </optgroup>`,
      )}
    </select>`;
  }

  #show(stage: number): void {
    const stages = this.#stages;
    this.stage = Math.max(0, Math.min(stage, stages.length - 1));
    this.announce(() => `${this.stage + 1}. ${t(`microscope.stages.${stages[this.stage]?.id ?? ''}.title`)}`);
  }

  /** The arrow keys go through the stages, from the list and from the buttons. */
  async #walkByKey(event: KeyboardEvent): Promise<void> {
    if (this.page.presentation.locks('microscope-stage')) return;
    if (event.target instanceof HTMLSelectElement) return;
    const ways: Record<string, number> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };
    const way = ways[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const inList = (event.currentTarget as HTMLElement).classList.contains('stages');
    this.#show(this.stage + way);
    await this.updateComplete;
    if (inList) this.renderRoot.querySelector<HTMLElement>(`[data-stage='${this.stage}']`)?.focus();
  }

  /** Proposes an example. */
  async #findExample(): Promise<void> {
    if (await this.#example.find()) this.requestUpdate();
    // A model that is there to be looked at is looked at.
    if (this.page.shown.isTrained && this.step === null && !this.busy) await this.#take(false);
  }

  /** Takes the step of a text apart, and goes to where a number of it is shown. */
  async look(wanted: WantedNumber): Promise<void> {
    const { of, name, gradient, row, col } = wanted;
    this.text = wanted.text;
    if (of === 'weight') {
      this.#weight = { tensor: name, row, col };
      this.#model = JSON.stringify(this.page.status.model);
    }
    await this.#take();
    if (this.step === null) return;
    const { step } = this;
    if (of === 'value') this.place = placeOf(wanted, step);
    this.#show(stageOf(this.#stages, of, (its) => its.name === name && its.gradient === gradient, step, this.place));
  }

  /** Has the step taken that the model would make now. */
  async #take(asked = true): Promise<void> {
    this.busy = true;
    await this.page.notice.attempt(async () => {
      await this.page.training.ensureModel();
      const model = JSON.stringify(this.page.status.model);
      // In a model of other sizes the weight may not be there.
      if (model !== this.#model) this.#weight = null;
      this.#model = model;
      this.#weight ??= largeGradient(await this.#dissect(ANY_WEIGHT));
      const step = await this.#dissect(this.#weight);
      const { numLayers, numHeads } = step.dissection;
      const { position, layer, head } = this.place;
      this.place = {
        ...this.place,
        position: Math.min(position, step.length - 1),
        layer: Math.min(layer, numLayers - 1),
        head: Math.min(head, numHeads - 1),
      };
      // Of a sentence, the last word that is to be predicted: a full stop and the end come after it.
      if (this.step === null) this.place = { ...this.place, position: Math.max(0, step.length - 3) };
      this.#ofTrained = this.page.shown.isTrained;
      this.step = step;
      if (asked) this.announce(() => this.#takenAt(step));
    });
    this.busy = false;
  }

  async #dissect(weight: WeightPlace): Promise<Step> {
    const text = this.text ?? this.#example.text;
    const reply = await this.page.client.request<'dissect'>({ type: 'dissect', text, weight });
    // Without a run the module takes its default options.
    const adam = this.page.status.run === null || this.page.shown.isTrained ? CLASSIC : this.page.settings.current.training;
    return new Step(reply.dissection, reply.step, reply.vocabulary, adam);
  }
}

/** A weight of the first feed-forward net that this step moves: what goes in and what comes back are both large. */
function largeGradient(step: Step): WeightPlace {
  const { cols, values } = step.backward('blocks.0.up');
  const place = largest(Array.from(values, Math.abs));
  const position = Math.floor(place / cols);
  const input = Array.from(row(step.forward('blocks.0.norm1'), position), Math.abs);
  return { ...ANY_WEIGHT, row: largest(input), col: place % cols };
}
