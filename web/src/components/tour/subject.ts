// What the tasks of the tour are about: a question of the data that the model which is shown learns from, or the beginning of
// a text where the data has no questions.

import { contextAndShare } from '../../page/data-state';
import type { Page } from '../../page/page';

export interface Subject {
  mode: 'chat' | 'text';
  /** That it is asked, or is to go on with. */
  prompt: string;
  /** That of the data; empty of texts. */
  answer: string;
  /** Of the prompt, the one that says the most. */
  word: string;
}

/** How the data writes a question with its answer. */
const CHAT = /^User: (.*) Assistant: (.*?)(?: <\/s>)?$/s;
/** So many words of a text are its beginning, at most. */
const BEGINNING = 4;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** Null where there is no data, or none that can be read. */
export async function subjectOf(page: Page): Promise<Subject | null> {
  const found = await promptOf(page);
  return found && { ...found, word: await wordOf(page, found) };
}

/** By what it follows: where that is another, the subject may be. */
export function sourceOf({ data, shown, status }: Page): string {
  const files = [...data.training.pretrain, ...data.training.tune].map(({ id }) => id);
  return JSON.stringify([shown.isTrained, shown.questions, files, status.model]);
}

async function promptOf({ data, settings, shown }: Page): Promise<Omit<Subject, 'word'> | null> {
  const { record } = shown;
  if (shown.isTrained && record !== null) {
    return { mode: 'chat', prompt: record.questions[0] ?? '', answer: record.answers.tune?.text ?? '' };
  }
  if (data.phases.length === 0) return null;
  const reply = await data.preview(1, contextAndShare(settings.current), 'new').catch(() => null);
  const [, prompt = '', answer = ''] = CHAT.exec(reply?.examples.tune[0]?.text ?? '') ?? [];
  if (prompt !== '') return { mode: 'chat', prompt, answer };
  const text = reply?.examples.pretrain[0]?.text ?? '';
  const begin = [...text.matchAll(WORDS)].slice(0, BEGINNING).at(-1);
  return begin === undefined ? null : { mode: 'text', prompt: text.slice(0, begin.index + begin[0].length), answer: '' };
}

/** The rarest: frequent words have the smaller numbers. Before there is a model, the last. */
async function wordOf({ client, status }: Page, { mode, prompt }: Omit<Subject, 'word'>): Promise<string> {
  const last = prompt.match(WORDS)?.at(-1) ?? prompt;
  if (status.model === null) return last;
  const reply = await client.request<'inspect'>({ type: 'inspect', prompt, mode, top: 1 }).catch(() => null);
  if (reply === null) return last;
  // What looks at it comes after it.
  const { ids, words } = reply.inspection;
  const rarest = Math.max(...ids.slice(0, -1));
  return words[ids.indexOf(rarest)] ?? last;
}
