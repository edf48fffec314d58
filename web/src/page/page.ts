// What the parts of the page share, by subject: what people chose, what the worker told, and what one can do. Parts
// listen to the states they draw; of the model itself nothing is kept here.

import { EngineClient } from '../client';
import { CoreFault } from '../core-words';
import type { Locale } from '../i18n/translate';
import { type Event as EngineEvent, type ReplyTo, type Status, unreachable } from '../protocol';
import { AnswersState } from './answers-state';
import { Choices } from './choices';
import { CostEstimate } from './cost-estimate';
import { DataState } from './data-state';
import { EffortState } from './effort-state';
import { KeptRuns } from './kept-runs';
import { AnnouncementState, NoticeState } from './messages';
import { ModelFiles } from './model-files';
import { PauseWhenHidden } from './pause-when-hidden';
import { PresentationState } from './presentation-state';
import { ProgressState } from './progress-state';
import { QuestionState } from './question-state';
import { RecipeAdvice } from './recipe-advice';
import { RunResumption } from './run-resumption';
import { SamplesState } from './samples-state';
import { SeenState } from './seen-state';
import { SettingFocus, SettingsState } from './settings-state';
import { ShownState } from './shown-state';
import type { State } from './state';
import { StatusState } from './status-state';
import { TargetState } from './target-state';
import { Training } from './training';
import { WorkState } from './work-state';

/** What the page around an element gives to what is on it, or does without. */
export interface Surroundings {
  locale: Locale;
  /** Whether runs are kept in this browser, under the site's names. */
  keepsRuns: boolean;
  /** Panels and controls that are shown where nobody says which. */
  usual: readonly string[];
}

/** So many there are, or were. */
let made = 0;

export class Page {
  /** Another one than those of other elements in the document. */
  readonly name = `glassgpt-${++made}`;
  readonly locale: Locale;
  readonly notice: NoticeState;
  readonly announcement: AnnouncementState;
  readonly work: WorkState;
  readonly client: EngineClient;

  // What the page's author chose.
  readonly presentation: PresentationState;

  // What people chose.
  readonly data: DataState;
  readonly settings: SettingsState;
  readonly settingFocus: SettingFocus;
  readonly question: QuestionState;
  readonly effort: EffortState;

  // What the worker told.
  readonly status: StatusState;
  readonly progress: ProgressState;
  readonly samples: SamplesState;
  readonly answers: AnswersState;
  readonly target: TargetState;
  readonly shown: ShownState;
  readonly seen = new SeenState();

  // What follows from both.
  readonly advice: RecipeAdvice;
  readonly estimate: CostEstimate;
  readonly runs: KeptRuns;

  // What one can do.
  readonly choices: Choices;
  readonly training: Training;
  readonly pauseWhenHidden: PauseWhenHidden;
  readonly resumption: RunResumption;
  readonly files: ModelFiles;

  /** Hears what the worker tells, once it is taken over. */
  heard: (event: EngineEvent) => void = () => {};
  /** Hears that no worker could be started. */
  lost: (message: string) => void = () => {};
  /** Hears every answer that is over. */
  answered: (question: string, reply: ReplyTo<'ask'>) => void = () => {};

  readonly #life = new AbortController();
  /** Aborts once nobody needs this any more: what listens beyond it ends then. */
  readonly life = this.#life.signal;

  constructor({ locale, keepsRuns, usual }: Surroundings) {
    this.locale = locale;
    this.presentation = new PresentationState(usual);
    this.notice = new NoticeState(locale);
    this.announcement = new AnnouncementState();
    this.work = new WorkState(this.announcement, locale);
    this.client = new EngineClient(
      {
        event: (event) => {
          this.#take(event);
          this.heard(event);
        },
        answered: (question, reply) => {
          this.answered(question, reply);
          void this.target.hear(question, reply.text);
          this.seen.see({ answer: { question, ...reply } });
        },
        restarted: (notice) => {
          this.notice.show(notice);
          if (this.client.isLost) this.lost(notice);
        },
        began: (id, request) => this.work.beginCommand(id, request, () => this.client.cancel(id)),
        working: (id, share) => this.work.advance(id, share),
        ended: (id) => this.work.end(id),
      },
      locale,
    );
    this.data = new DataState(this.client, locale);
    this.settings = new SettingsState();
    this.settingFocus = new SettingFocus();
    this.question = new QuestionState();
    this.effort = new EffortState(this);
    this.status = new StatusState();
    this.progress = new ProgressState();
    this.samples = new SamplesState(this.client, this.notice);
    this.answers = new AnswersState();
    this.target = new TargetState(this);
    this.shown = new ShownState(this);
    this.advice = new RecipeAdvice(this);
    this.estimate = new CostEstimate(this);
    this.runs = new KeptRuns(this, keepsRuns);
    this.choices = new Choices(this);
    this.training = new Training(this);
    this.pauseWhenHidden = new PauseWhenHidden(this);
    this.resumption = new RunResumption(this);
    this.files = new ModelFiles(this);
  }

  /** Ends the worker with the model in it, and all listening. */
  dispose(): void {
    this.#life.abort();
    this.client.dispose();
  }

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
        return this.notice.showError(new CoreFault(event.error));
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
