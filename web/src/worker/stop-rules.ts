// When training pauses by itself.

import type { Phase, StepResult, Stopping, StopRule, TrainingReport } from '../protocol';

export class StopRules {
  readonly #plateauEpochs: number | null;
  readonly #lastPhase: Phase | null;
  /** Null once it was met: who goes on then wants to go beyond. */
  #targetLoss: number | null;
  #phase: Phase | null = null;
  /** Lowest loss of an epoch of the phase. */
  #lowest = Infinity;
  /** Epochs since then. */
  #epochsSince = 0;

  constructor({ targetLoss, plateauEpochs }: Stopping, { phases }: TrainingReport) {
    this.#targetLoss = targetLoss;
    this.#plateauEpochs = plateauEpochs;
    this.#lastPhase = phases.at(-1)?.phase ?? null;
  }

  /** The rule by which training pauses after this step, if there is one. */
  after({ phase, epochEnded, epochLoss, validationLoss }: StepResult): StopRule | null {
    if (!epochEnded) return null;
    if (this.#targetLoss !== null && phase === this.#lastPhase && epochLoss <= this.#targetLoss) {
      this.#targetLoss = null;
      return 'target';
    }
    return this.#onPlateau(phase, Number.isFinite(validationLoss) ? validationLoss : epochLoss) ? 'plateau' : null;
  }

  /** Counts anew once it was met, so that training can go on for as many epochs again. */
  #onPlateau(phase: Phase, loss: number): boolean {
    if (phase !== this.#phase) this.#lowest = Infinity;
    this.#phase = phase;
    this.#epochsSince = loss < this.#lowest ? 0 : this.#epochsSince + 1;
    this.#lowest = Math.min(loss, this.#lowest);
    if (this.#plateauEpochs === null || this.#epochsSince < this.#plateauEpochs) return false;
    this.#epochsSince = 0;
    return true;
  }
}
