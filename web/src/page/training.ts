// Training as people steer it.

import type { EngineClient } from '../client';
import type { Setup, Snapshot, TrainingData } from '../protocol';
import type { Settings } from '../settings';
import type { CostEstimate } from './cost-estimate';
import type { DataState } from './data-state';
import type { KeptRuns } from './kept-runs';
import type { PresentationState } from './presentation-state';
import type { QuestionState } from './question-state';
import { arithmeticOf } from './run-arithmetic';
import type { SettingFocus, SettingsState } from './settings-state';
import type { StatusState } from './status-state';
import type { WorkState } from './work-state';

/** What of the page it works on. */
interface Parts {
  client: EngineClient;
  presentation: PresentationState;
  data: DataState;
  settings: SettingsState;
  settingFocus: SettingFocus;
  question: QuestionState;
  status: StatusState;
  estimate: CostEstimate;
  runs: KeptRuns;
  work: WorkState;
}

export class Training {
  readonly #parts: Parts;
  /** What the last run was set up as. */
  #setUpAs: { settings: Settings | null; data: TrainingData | null } = { settings: null, data: null };

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param until so many steps are taken in all; without, to the end */
  async train(until?: number): Promise<void> {
    if (this.#refuses() || this.#isBeginning()) return;
    await this.#beginIfFresh();
    await this.#parts.client.request<'run'>({ type: 'run', ...(until === undefined ? {} : { until }) });
  }

  async pause(): Promise<void> {
    await this.#parts.client.request<'pause'>({ type: 'pause' });
  }

  async step(): Promise<void> {
    if (this.#refuses() || this.#isBeginning()) return;
    await this.#beginIfFresh();
    await this.#parts.client.request<'step'>({ type: 'step' });
  }

  /** Back to the beginning; the run is kept as it stands, unless people were told before that it cannot be. */
  async reset(): Promise<void> {
    if (this.#parts.runs.fault === null) await this.#parts.runs.keepNow();
    await this.#parts.client.request<'reset'>({ type: 'reset' });
    this.#parts.runs.beginAnother();
  }

  /** Makes the model that the choices describe, untrained, unless it is there, or one that was trained or opened. */
  async ensureModel(): Promise<void> {
    const { data, settings, status } = this.#parts;
    const { model, run } = status;
    const its = this.#setUpAs;
    const outdated = run?.fresh === true && (its.settings !== settings.current || its.data !== data.training);
    if (model === null || outdated) await this.#beginIfFresh();
  }

  /** Sets up the run that the choices describe, or goes back to where it was saved. */
  async begin(snapshot: Snapshot | null): Promise<void> {
    await this.#parts.client.request<'begin'>({ type: 'begin', setup: this.setup(), snapshot });
  }

  /** The run that the choices describe, or others would in place of the settings. */
  setup(settings: Settings = this.#parts.settings.current): Setup {
    const { start } = this.#parts.settings;
    const { sizes, training, validationShare, stopping } = settings;
    return {
      data: this.#parts.data.training,
      validation: { files: this.#parts.data.validation, share: validationShare },
      start: start === 'new' ? { kind: 'new', sizes } : { kind: start },
      training,
      arithmetic: arithmeticOf(this.#parts),
      stopping,
      question: this.#parts.question.text,
    };
  }

  /** A second click would begin anew. */
  #isBeginning(): boolean {
    return this.#parts.work.isUnderWay(['begin']);
  }

  #refuses(): boolean {
    if (this.#parts.status.locked || this.#parts.settings.fault === '') return false;
    this.#parts.settingFocus.show(this.#parts.settings.fault);
    return true;
  }

  /** Sets the run up as chosen, unless one is under way. */
  async #beginIfFresh(): Promise<void> {
    if (this.#parts.status.locked) return;
    await this.#parts.data.settled;
    await this.#parts.estimate.settled.catch(() => {}); // reported where it was asked for
    this.#setUpAs = { settings: this.#parts.settings.current, data: this.#parts.data.training };
    await this.begin(null);
    this.#parts.runs.beginAnother();
  }
}
