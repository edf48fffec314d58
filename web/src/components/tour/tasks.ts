// The tasks of the tour. Each is done once the model does what it asks for: that is read from what the model told, never from
// what was clicked.

import { count, figures, percent } from '../../format';
import { t, type Values } from '../../i18n/translate';
import type { Page, StateName } from '../../page/page';
import { plainly } from '../../page/target-state';
import { largest } from '../microscope/step';
import type { Subject } from './subject';

export interface Task {
  /** `tour.tasks.<name>` are its texts. */
  name: string;
  /** Where it is done: a part of <gg-workbench> in one of its sections, and in it what it takes. */
  section: string;
  part: string;
  controls: readonly string[];
  /** The state that tells whether it is done. */
  follows: StateName;
  /** What its texts name. */
  values: (page: Page, subject: Subject) => Values;
  /** What was found, for the text that tells of it; null as long as it is not done. */
  done: (page: Page, subject: Subject) => Values | null | Promise<Values | null>;
}

/** Of the loss of a blind guess, what is left of it once much is learned. */
const LEARNED = 0.5;
/** A word that is less likely is one that the model would not have said. */
const UNLIKELY = 0.1;
/** Shorter stretches, in tokens, stand in any two texts. */
const LEAST_KNOWN = 4;

/** That its own model knows, or would. */
const vocabulary = ({ data, status }: Page): number => status.own?.vocabSize ?? data.vocabSize;

const train: Task = {
  name: 'train',
  section: 'train',
  part: 'gg-training-panel',
  controls: ['train'],
  follows: 'progress',
  values: (page) => {
    const words = vocabulary(page);
    const blind = Math.log(words);
    return { train: t('stage.train'), words: count(words), blind: figures(blind), bound: figures(LEARNED * blind) };
  },
  done: (page) => {
    const { latest } = page.progress;
    if (page.status.own === null || latest === null) return null;
    const { loss, step } = latest.last;
    return loss < LEARNED * Math.log(vocabulary(page)) ? { loss: figures(loss), steps: step } : null;
  },
};

const answer: Task = {
  name: 'answer',
  section: 'ask',
  part: 'gg-ask-box',
  controls: ['prompt', 'send'],
  follows: 'seen',
  values: ({ status }, { mode, prompt }) => ({ mode, prompt, trained: String(status.trained !== null) }),
  done: async ({ client, seen }, subject) => {
    const its = seen.last.answer;
    if (its === undefined || plainly(its.question) !== plainly(subject.prompt)) return null;
    const found = { mode: subject.mode, answer: plainly(its.text) };
    if (subject.mode === 'chat') return found.answer === plainly(subject.answer) ? found : null;
    const known = await client.request<'memorised'>({ type: 'memorised', text: its.text, least: LEAST_KNOWN }).catch(() => null);
    return (known?.report.spans.length ?? 0) > 0 ? found : null;
  },
};

const other: Task = {
  name: 'other',
  section: 'ask',
  part: 'gg-ask-box',
  controls: ['prompt', 'word-by-word'],
  follows: 'seen',
  values: (_, { prompt }) => ({
    prompt,
    way: t('ask.ways.word-by-word'),
    finish: t('choose.words.finish'),
    bound: percent(UNLIKELY),
  }),
  done: ({ question, seen }) => {
    const its = seen.last.chosen;
    if (its === undefined) return null;
    const { chosen, ended } = its.choices;
    const unlikely = chosen.find(({ probability }) => probability < UNLIKELY);
    const isOver = ended || chosen.length >= question.asking.options.maxTokens;
    if (unlikely === undefined || !isOver) return null;
    const text = plainly(chosen.map((token) => token.text).join(''));
    return { text, word: plainly(unlikely.text), share: percent(unlikely.probability) };
  },
};

const head: Task = {
  name: 'head',
  section: 'inside',
  part: 'gg-look-inside',
  controls: ['inside-attention', 'inside-prompt', 'attention-layer', 'attention-head'],
  follows: 'seen',
  values: (_, { prompt, word }) => ({
    prompt,
    word,
    tab: t('inside.tab.attention'),
    field: t('inside.prompt'),
    all: t('inside.attention.views.all'),
  }),
  done: ({ seen }, { word }) => {
    const its = seen.last.head;
    if (its === undefined) return null;
    const { words, attention, numLayers, numHeads } = its.inspection;
    const length = words.length;
    const column = words.slice(0, -1).lastIndexOf(word);
    if (column < 0) return null;
    const shares = Array.from(
      { length: numLayers * numHeads },
      (_, i) => attention[(i * length + length - 1) * length + column] ?? 0,
    );
    const best = largest(shares);
    if (its.layer * numHeads + its.head !== best) return null;
    return { word, layer: its.layer + 1, head: its.head + 1, share: percent(shares[best] ?? 0) };
  },
};

const surprise: Task = {
  name: 'surprise',
  section: 'microscope',
  part: 'gg-microscope',
  controls: ['microscope-take', 'microscope-position'],
  follows: 'seen',
  values: () => ({
    take: t('microscope.take'),
    position: t('microscope.position'),
    stage: t('microscope.stages.loss.title'),
  }),
  done: ({ seen }) => {
    const its = seen.last.step;
    if (its === undefined || its.position !== largest(its.losses)) return null;
    const { tokens, targets, losses, position } = its;
    return { word: tokens[position] ?? '', next: targets[position] ?? '', loss: figures(losses[position] ?? NaN) };
  },
};

const unknown: Task = {
  name: 'unknown',
  section: 'ask',
  part: 'gg-ask-box',
  controls: ['prompt', 'send'],
  follows: 'seen',
  values: () => ({ guess: t('ask.sure.guess') }),
  done: ({ seen }) => {
    const its = seen.last.answer;
    if (its === undefined || !its.confidence.guess) return null;
    return { question: its.question, lowest: percent(its.confidence.lowest) };
  },
};

const TASKS: readonly Task[] = [train, answer, other, head, surprise, unknown];

/** Those that can be done where the page's author shows and leaves free what they take. */
export const tasksOn = ({ presentation }: Page): Task[] =>
  TASKS.filter(({ controls }) => controls.every((name) => presentation.shows(name) && !presentation.locks(name)));
