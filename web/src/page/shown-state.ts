// Which model is shown, and what is told of its training: the one that people train or opened, or the small trained one that
// stands beside it.

import type { EngineClient } from '../client';
import { DATASETS, type DatasetKind } from '../datasets';
import type { Phase, Progress, Run, Sample, ShownModel, Status, StepResult, TrainingOptions, TrainingReport } from '../protocol';
import type { HistoryColumns } from '../run-history';
import type { Answers } from './answers-state';
import { State } from './state';
import type { StatusState } from './status-state';

/** What is told of the small trained model, as data/train_model.mjs writes it. */
export interface TrainingRecord {
  /** What one may ask it. */
  questions: string[];
  /** An example of what it was trained on. */
  example: string;
  prompts: Record<Phase, string>;
  options: TrainingOptions;
  report: TrainingReport;
  last: StepResult;
  answers: Answers;
  samples: Sample[];
  history: HistoryColumns;
}

/** What panels tell of a model and of its training: all of it is of the same model. */
export interface Told {
  data: { phases: Phase[]; dataset: { kind: DatasetKind } };
  settings: { current: { training: TrainingOptions } };
  status: { model: Status['model']; run: Run | null; locked: boolean };
  progress: { latest: Progress | null; history: { columns: HistoryColumns } };
  samples: { prompts: Record<Phase, string>; taken: Sample[] };
  answers: { byMilestone: Answers };
  question: { text: string };
}

/** What of the page it works on. */
interface Parts extends Omit<Told, 'status'> {
  status: StatusState;
  client: EngineClient;
}

export class ShownState extends State {
  readonly #parts: Parts;
  #record: TrainingRecord | null = null;
  #shows: ShownModel = 'own';

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    parts.status.subscribe(() => this.#follow());
  }

  /** Of the small trained model; null where it is not there. */
  get record(): TrainingRecord | null {
    return this.#parts.status.trained === null ? null : this.#record;
  }

  /** Whether the small trained model is shown. */
  get isTrained(): boolean {
    return this.#parts.status.shows === 'trained' && this.record !== null;
  }

  /** Of the model that is shown. */
  get told(): Told {
    return this.isTrained && this.#record !== null ? toldOf(this.#record, this.#parts.status) : this.#parts;
  }

  /** What one may ask the small trained model, while it is shown. */
  get questions(): string[] {
    return this.isTrained ? (this.#record?.questions ?? []) : [];
  }

  /** What is told of a model that is about to be brought. */
  setRecord(record: TrainingRecord): void {
    this.#record = record;
    this.changed();
  }

  async show(which: ShownModel): Promise<void> {
    await this.#parts.client.request<'show'>({ type: 'show', which });
  }

  #follow(): void {
    const { shows } = this.#parts.status;
    if (shows === this.#shows) return;
    this.#shows = shows;
    this.changed();
  }
}

/** As if it had been trained here. */
function toldOf(record: TrainingRecord, { model }: StatusState): Told {
  const { report, last, options, history, samples, prompts, answers, questions } = record;
  const run: Run = { state: 'done', stoppedBy: null, report, step: last.step, fresh: false, phase: last.phase };
  const nothing = { tokensPerSecond: 0, secondsLeft: 0, tokens: 0, tokensLeft: 0 };
  const latest: Progress = { last, ...nothing, share: 1, check: null, troubles: [] };
  return {
    data: { phases: report.phases.map(({ phase }) => phase), dataset: DATASETS.facts },
    settings: { current: { training: options } },
    status: { model, run, locked: true },
    progress: { latest, history: { columns: history } },
    samples: { prompts, taken: samples },
    answers: { byMilestone: answers },
    question: { text: questions[0] ?? '' },
  };
}
