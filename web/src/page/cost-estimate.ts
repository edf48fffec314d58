// What the training that the choices describe will cost on this device, and what the presets would.

import { Cancelled, type EngineClient } from '../client';
import { PRESETS, type Preset, preset } from '../datasets';
import type { Phase, TrainingCost } from '../protocol';
import type { Settings } from '../settings';
import { settled } from '../settings-by-recipe';
import { type Amount, amountOf, stepsOf } from './data-size';
import { contextAndShare, type DataState } from './data-state';
import type { EffortState } from './effort-state';
import type { RecipeAdvice } from './recipe-advice';
import type { SettingsState } from './settings-state';
import { State } from './state';
import type { StatusState } from './status-state';

/** Of a training step on a token, a forward pass alone takes this share. */
const FORWARD_SHARE = 1 / 3;
const PHASES: readonly Phase[] = ['pretrain', 'tune'];
// Checks of what is known, as the core makes them: every so many steps, of so many examples, for each of which some have
// been trained on since the check before; and of all questions at the end.
const LEAST_STEPS_BETWEEN_CHECKS = 50;
const MOST_CHECKS = 20;
const MOST_CHECKED = 128;
const TRAINED_FOR_CHECKED = 6;
const MOST_CHECKED_AT_END = 4096;

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  data: DataState;
  settings: SettingsState;
  status: StatusState;
  advice: RecipeAdvice;
  effort: EffortState;
}

/** What a phase does, about. */
interface PhaseWork {
  amount: Amount;
  steps: number;
  epochs: number;
}

export class CostEstimate extends State {
  readonly #parts: Parts;
  /** Of the model that the settings describe; null until it is known. */
  cost: TrainingCost | null = null;

  /** What this device does while training, in floating-point operations; null until measured. */
  #operationsPerSecond: number | null = null;
  /** What training by each preset takes. */
  #ofPresets: Partial<Record<Preset, number>> = {};
  /** What the presets were worked out for. */
  #presetsFor = '';
  #updating: Promise<void> | null = null;
  #updateDue = false;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    parts.effort.subscribe(() => this.changed());
  }

  /** There is no data to train on. */
  forget(): void {
    this.cost = null;
    this.#ofPresets = {};
    this.#presetsFor = '';
  }

  /** The device is being measured, or is about to be. */
  get measuring(): boolean {
    return this.#operationsPerSecond === null;
  }

  /** How long training takes on this device, about; null while that is not known. */
  get seconds(): number | null {
    const { current, start } = this.#parts.settings;
    if (this.cost === null || start === 'resume') return null;
    return this.#secondsOf(this.#operations(current, this.cost, this.#parts.advice.tuningSteps));
  }

  /** How many steps it takes, about; null while that is not known. */
  get steps(): number | null {
    return this.#inAll(({ steps }) => steps);
  }

  /** How many predicted tokens it trains on, likewise. */
  get tokens(): number | null {
    return this.#inAll(({ epochs, amount }) => epochs * amount.predicted);
  }

  /** Tokens that this device trains on in a second, about; null while that is not known. */
  get tokensPerSecond(): number | null {
    if (this.cost === null || this.#operationsPerSecond === null) return null;
    return (this.#operationsPerSecond * this.#parts.effort.share) / this.cost.operationsPerToken;
  }

  /** How long training by a preset takes, likewise. */
  secondsBy(name: Preset): number | null {
    const operations = this.#ofPresets[name];
    return operations === undefined ? null : this.#secondsOf(operations);
  }

  /** Done once the settings are as their recipe says, and what they cost is known. */
  get settled(): Promise<void> {
    return this.#updating ?? Promise.resolve();
  }

  /** Takes up a change of choices, one request after the other; what changes meanwhile is taken up at the end. */
  update(): Promise<void> {
    this.#updateDue = true;
    if (this.#updating !== null) this.#parts.data.supersede();
    this.#updating ??= this.#updateAll().finally(() => (this.#updating = null));
    return this.#updating;
  }

  async #updateAll(): Promise<void> {
    while (this.#updateDue) {
      this.#updateDue = false;
      try {
        await this.#updateOnce();
      } catch (error) {
        if (!(error instanceof Cancelled && this.#updateDue)) throw error;
      }
    }
    void this.#benchmark().catch(() => {}); // without it, there is no estimate
  }

  async #updateOnce(): Promise<void> {
    const { data, settings, status } = this.#parts;
    if (data.vocabSize === 0 || !(await data.examineFor(contextAndShare(settings.current)))) return;
    await this.#parts.advice.update();
    await this.#updatePresets();
    const opened = settings.start === 'new' ? null : status.opened;
    this.cost = await this.#measure(settings.current, opened?.model.vocabSize ?? data.vocabSize);
    this.changed();
  }

  async #updatePresets(): Promise<void> {
    const { dataset, vocabSize } = this.#parts.data;
    const kinds = PRESETS.map((name) => ({ name, chosen: preset(name, dataset.name) }));
    const questions = kinds.map(({ chosen }) => this.#parts.advice.question(chosen));
    const needed = JSON.stringify([questions, dataset.name, vocabSize]);
    if (needed === this.#presetsFor) return;
    for (const [i, { name, chosen }] of kinds.entries()) {
      const question = questions[i];
      if (question === undefined) continue;
      const { training, tuningSteps } = await this.#parts.client.request<'recommend'>(question);
      const settings = settled(chosen, training, dataset.brief);
      this.#ofPresets[name] = this.#operations(settings, await this.#measure(settings, vocabSize), tuningSteps);
    }
    this.#presetsFor = needed;
  }

  async #measure({ sizes, training }: Settings, vocabSize: number): Promise<TrainingCost> {
    const { batchSize } = training;
    const request = { type: 'measure', sizes, vocabSize, batchSize, length: this.#exampleLength() } as const;
    return (await this.#parts.client.request<'measure'>(request)).cost;
  }

  /** Measures this device, once. */
  async #benchmark(): Promise<void> {
    if (this.#operationsPerSecond !== null) return;
    this.#operationsPerSecond = (await this.#parts.client.request<'benchmark'>({ type: 'benchmark' })).operationsPerSecond;
    this.changed();
  }

  /** In tokens, of an example as they mostly are. */
  #exampleLength(): number {
    const { predictedTokens, examples } = this.#parts.data.whole;
    return Math.max(1, Math.round(predictedTokens / examples));
  }

  #secondsOf(operations: number): number | null {
    return this.#operationsPerSecond === null ? null : operations / (this.#operationsPerSecond * this.#parts.effort.share);
  }

  #operations(settings: Settings, { operationsPerToken }: TrainingCost, tuningSteps: number): number {
    return operationsPerToken * PHASES.reduce((sum, phase) => sum + this.#tokensOf(phase, settings, tuningSteps), 0);
  }

  /** Of both phases of the training that is chosen. */
  #inAll(of: (work: PhaseWork) => number): number | null {
    const { advice, settings } = this.#parts;
    if (this.cost === null || settings.start === 'resume') return null;
    return PHASES.reduce((sum, phase) => sum + of(this.#workOf(phase, settings.current, advice.tuningSteps)), 0);
  }

  #workOf(phase: Phase, settings: Settings, tuningSteps: number): PhaseWork {
    const amount = amountOf(this.#parts.data, phase, settings.validationShare);
    const { expected, perEpoch } = stepsOf(phase, settings, amount, tuningSteps);
    return { amount, steps: expected, epochs: expected === 0 ? 0 : expected / perEpoch };
  }

  /** Tokens that a phase trains on; those that are only measured count for as much as they cost. */
  #tokensOf(phase: Phase, settings: Settings, tuningSteps: number): number {
    const { amount, steps, epochs } = this.#workOf(phase, settings, tuningSteps);
    if (steps === 0) return 0;
    const { examples, predicted } = amount;
    const some = Math.min(MOST_CHECKED, examples);
    const batch = Math.min(settings.training.batchSize, examples);
    const cheap = Math.floor((TRAINED_FOR_CHECKED * some) / batch);
    const between = Math.max(LEAST_STEPS_BETWEEN_CHECKS, Math.floor(steps / MOST_CHECKS), cheap);
    const atEnd = amount.questions > 0 ? Math.min(MOST_CHECKED_AT_END, examples) : 0;
    const checked = ((Math.floor(steps / between) * some + atEnd) * predicted) / examples;
    return epochs * predicted + (epochs * amount.held + checked) * FORWARD_SHARE;
  }
}
