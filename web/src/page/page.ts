// What the parts of the page share, by subject: what people chose, what the worker told, and what one can do. Parts
// listen to the states they draw; of the model itself nothing is kept here.

import { EngineClient } from '../client';
import { type Event as EngineEvent, type Status, unreachable } from '../protocol';
import { AnswersState } from './answers-state';
import { Choices } from './choices';
import { CostEstimate } from './cost-estimate';
import { DataState } from './data-state';
import { KeptRuns } from './kept-runs';
import { AnnouncementState, NoticeState } from './messages';
import { ModelFiles } from './model-files';
import { PauseWhenHidden } from './pause-when-hidden';
import { ProgressState } from './progress-state';
import { QuestionState } from './question-state';
import { RecipeAdvice } from './recipe-advice';
import { RunResumption } from './run-resumption';
import { SamplesState } from './samples-state';
import { SettingFocus, SettingsState } from './settings-state';
import type { State } from './state';
import { StatusState } from './status-state';
import { Training } from './training';
import { WorkState } from './work-state';

export class Page {
  readonly notice = new NoticeState();
  readonly announcement = new AnnouncementState();
  readonly work = new WorkState(this.announcement);

  readonly client = new EngineClient({
    event: (event) => this.#take(event),
    restarted: (notice) => this.notice.show(notice),
    began: (id, request) => this.work.beginCommand(id, request, () => this.client.cancel(id)),
    working: (id, share) => this.work.advance(id, share),
    ended: (id) => this.work.end(id),
  });

  // What people chose.
  readonly data = new DataState(this.client);
  readonly settings = new SettingsState();
  readonly settingFocus = new SettingFocus();
  readonly question = new QuestionState();

  // What the worker told.
  readonly status = new StatusState();
  readonly progress = new ProgressState();
  readonly samples = new SamplesState(this.client, this.notice);
  readonly answers = new AnswersState();

  // What follows from both.
  readonly advice = new RecipeAdvice(this);
  readonly estimate = new CostEstimate(this);
  readonly runs = new KeptRuns(this);

  // What one can do.
  readonly choices = new Choices(this);
  readonly training = new Training(this);
  readonly pauseWhenHidden = new PauseWhenHidden(this);
  readonly resumption = new RunResumption(this);
  readonly files = new ModelFiles(this);

  #take(event: EngineEvent): void {
    switch (event.type) {
      case 'status':
        return this.#takeStatus(event.status);
      case 'progress':
        return this.progress.append(event);
      case 'sampled':
        return this.samples.add(event);
      case 'milestone':
        return this.answers.add(event);
      case 'failed':
        return this.notice.show(event.message);
      case 'snapshot':
        return void this.runs.keep(event.snapshot);
      case 'alive':
      case 'working':
      case 'answering':
      case 'token':
        return; // the client's
      default:
        return unreachable(event);
    }
  }

  #takeStatus(status: Status): void {
    const { run } = status;
    if (run === null || run.fresh) {
      this.progress.clear();
      this.samples.clear();
      this.answers.clear();
    } else {
      // After a crash, the run stands where its last snapshot was taken.
      this.progress.keepUntil(run.step);
      this.samples.keepUntil(run.step);
    }
    this.status.take(status);
  }
}

/** The parts of the state that one can listen to. */
export type StateName = { [Name in keyof Page]: Page[Name] extends State ? Name : never }[keyof Page];
