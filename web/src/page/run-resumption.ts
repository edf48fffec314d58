// Goes back to a kept run.

import { DATASETS } from '../datasets';
import { completed } from '../settings-by-recipe';
import type { AnswersState } from './answers-state';
import type { Choices } from './choices';
import type { DataState, LoadedFiles } from './data-state';
import type { KeptRuns } from './kept-runs';
import type { ProgressState } from './progress-state';
import type { QuestionState } from './question-state';
import type { KeptRun, RunFiles } from './run-store';
import type { SamplesState } from './samples-state';
import type { SettingsState } from './settings-state';
import type { TargetState } from './target-state';
import type { Training } from './training';

/** What of the page it works on. */
interface Parts {
  data: DataState;
  settings: SettingsState;
  question: QuestionState;
  samples: SamplesState;
  progress: ProgressState;
  answers: AnswersState;
  target: TargetState;
  runs: KeptRuns;
  choices: Choices;
  training: Training;
}

export class RunResumption {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Takes over a run with all that was chosen for it, and stands where it was saved last.
   * @param as the run itself, which another tab lets go of if it is open there, or a copy beside it
   */
  async resume(kept: KeptRun, as: 'itself' | 'copy' = 'itself'): Promise<void> {
    const { runs } = this.#parts;
    await runs.keepNow();
    if (as === 'copy') {
      const { run, files } = await runs.read(kept);
      await this.#standAt(run, files);
      return runs.goOnAsCopy(files.snapshot);
    }
    const { run, files } = await runs.takeOver(kept);
    try {
      await this.#standAt(run, files);
    } catch (error) {
      runs.release(run);
      throw error;
    }
    runs.goOnWith(run);
  }

  async #standAt(run: KeptRun, { data, validation, snapshot }: RunFiles): Promise<void> {
    await this.#takeChoices(run, { files: [...data.pretrain, ...data.tune], validation });
    await this.#parts.training.begin(snapshot);
    this.#parts.samples.setPrompts(run.samplePrompts);
    this.#parts.progress.restore(run.progress, run.history, snapshot.step);
    this.#parts.samples.restore(run.samples, snapshot.step);
    this.#parts.answers.restore(run.answers);
    this.#parts.target.begin();
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
