// Runs trained one after the other, to be looked at beside each other.

import type { GlassGptModule, Session } from 'glassgpt-wasm';

import { evenIndices } from '../downsample';
import type { CommandOf, DataFile, ReplyTo, Setup, StepResult, TrainingReport, TrialPrompt, TriedRun } from '../protocol';
import type { DataDesk } from './data-desk';
import { MessageError } from './errors';
import { greedy, knowsChat, promptText } from './generation';
import { type Job, part } from './jobs';
import { prepareRun } from './preparation';
import { StopRules } from './stop-rules';
import { StepLog, Throughput, tokensAround } from './training-progress';
import { answerOf, inspected, trained } from './trying';

/** Most tokens of an answer. */
const LONGEST = 40;
/** Prompts are drawn from as many of the first examples. */
const DRAWN_FROM = 2000;
/** Words of a text that its model is to go on with. */
const WORDS_OF_TEXT = 3;

// Of a run, how much is done once its data is ready, and once it is trained.
const READY = 0.05;
const TRAINED = 0.95;

/** What all runs of an experiment have in common. */
interface Conditions {
  module: GlassGptModule;
  desk: DataDesk;
  /** What a run may begin with. */
  opened: DataFile | null;
  until: number;
}

export function* experiment(
  module: GlassGptModule,
  desk: DataDesk,
  { type, id, setups, until, question, drawn }: CommandOf<'experiment'>,
  opened: DataFile | null,
): Job<ReplyTo<'experiment'>> {
  const conditions = { module, desk, opened, until: until ?? Infinity };
  const prompts: TrialPrompt[] = [];
  const runs: TriedRun[] = [];
  for (const [i, setup] of setups.entries()) {
    const choose = (session: Session, report: TrainingReport): TrialPrompt[] => {
      if (i > 0) return prompts;
      const ofData = drawnPrompts(module, session, report, drawn);
      if (question !== '' && !ofData.some(({ text }) => text === question)) prompts.push({ text: question, expected: null });
      prompts.push(...ofData);
      return prompts;
    };
    runs.push(yield* part(i / setups.length, (i + 1) / setups.length, triedRun(conditions, setup, choose)));
  }
  return { type, id, prompts, runs };
}

function* triedRun(
  { module, desk, opened, until }: Conditions,
  setup: Setup,
  choosePrompts: (session: Session, report: TrainingReport) => TrialPrompt[],
): Job<TriedRun> {
  const provide = (session: Session): Job<void> => desk.provide(session, setup.data, setup.validation);
  const { session, model, training } = yield* part(0, READY, prepareRun(module, provide, setup, null, opened, null));
  try {
    const log = new StepLog();
    const throughput = new Throughput();
    const rules = new StopRules(setup.stopping, training);
    let learned = false;
    const ended = (step: StepResult, milliseconds: number): number => {
      throughput.spend(milliseconds);
      throughput.endStep(step.tokens);
      log.add(step, throughput);
      learned ||= step.learned;
      if (rules.after(step) !== null) return 1;
      const { done, left } = tokensAround(training, step);
      return Math.max(step.step / until, done / (done + left));
    };
    yield* part(READY, TRAINED, trained(session, ended));
    const told = log.take(training);
    if (told === null) throw new MessageError('trainingOver');
    const prompts = choosePrompts(session, training);
    const mode = knowsChat(session, module) ? 'chat' : 'text';
    const answers: string[] = [];
    for (const { text } of prompts) {
      answers.push(yield* part(TRAINED, 1, answerOf(module, session, { prompt: text, mode, options: greedy(LONGEST) })));
    }
    const first = promptText(module, prompts[0]?.text ?? '', mode);
    return { steps: told.steps, learned, parameters: model.parameters, answers, inspection: inspected({ session, model }, first) };
  } finally {
    session.delete();
  }
}

/** Prompts of the examples of the last phase, evenly spread: questions with their answers, or how texts begin. */
function drawnPrompts(module: GlassGptModule, session: Session, { phases }: TrainingReport, count: number): TrialPrompt[] {
  const last = phases.at(-1);
  if (last === undefined) return [];
  const { phase, examples } = last;
  const [before = '', after = ''] = module.chatPrompt('\n').split('\n');
  return evenIndices(Math.min(examples, DRAWN_FROM), count).map((i): TrialPrompt => {
    const text = session.examples(phase, i, 1)[0]?.text ?? '';
    const end = text.indexOf(after);
    if (!text.startsWith(before) || end < 0) return { text: text.split(' ').slice(0, WORDS_OF_TEXT).join(' '), expected: null };
    const answer = text.slice(end + after.length).replace(END, '');
    return { text: text.slice(before.length, end), expected: answer.trim() };
  });
}

/** Of every example. */
const END = /<\/s>\s*$/;
