// Goes back to a kept run.

import { DATASETS } from '../datasets';
import { completed } from '../settings-by-recipe';
import type { AnswersState } from './answers-state';
import type { Choices } from './choices';
import type { DataState, LoadedFiles } from './data-state';
import type { KeptRuns } from './kept-runs';
import type { ProgressState } from './progress-state';
import type { QuestionState } from './question-state';
import type { KeptRun } from './run-store';
import type { SamplesState } from './samples-state';
import type { SettingsState } from './settings-state';
import type { Training } from './training';

/** What of the page it works on. */
interface Parts {
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  samples: SamplesState;
  progress: ProgressState;
  answers: AnswersState;
  runs: KeptRuns;
  choices: Choices;
  training: Training;
}

export class RunResumption {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes over a run with all that was chosen for it, and stands where it was saved last. */
  async resume(kept: KeptRun): Promise<void> {
    await this.#parts.runs.keepNow();
    const { data, validation, snapshot } = await this.#parts.runs.filesOf(kept);
    await this.#takeChoices(kept, { files: [...data.pretrain, ...data.tune], validation });
    await this.#parts.training.begin(snapshot);
    this.#parts.samples.setPrompts(kept.samplePrompts);
    this.#parts.progress.restore(kept.progress, kept.history, snapshot.step);
    this.#parts.samples.restore(kept.samples, snapshot.step);
    this.#parts.answers.restore(kept.answers);
    this.#parts.runs.goOnWith(kept);
  }

  async #takeChoices(kept: KeptRun, files: LoadedFiles): Promise<void> {
    const { data, settings } = this.#parts;
    const before = { dataset: data.dataset, current: settings.current, start: settings.start };
    const its = completed(kept.settings);
    data.setDataset(DATASETS[kept.dataset]);
    settings.replace(its, kept.start);
    this.#parts.question.setText(kept.question);
    if (!(await this.#parts.choices.takeData(() => Promise.resolve(files)))) {
      data.setDataset(before.dataset);
      settings.replace(before.current, before.start);
      throw new Error(data.fault);
    }
    settings.replace(its); // a run keeps its options, whatever its recipe says today
  }
}
