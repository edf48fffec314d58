// Makes the result of the run that is on the page, as it stands.

import { type ResultAnswer, resultOf, type RunResult } from '../hand-in/result';
import { TextError } from '../i18n/translate';
import type { GenerationOptions } from '../protocol';
import type { Page } from './page';

/** The questions that are asked for it: that of the target, and that of the run. */
function questionsOf({ presentation, question }: Page): string[] {
  const { target } = presentation.current;
  const asked = [target?.kind === 'answers' ? target.question : '', question.text];
  return [...new Set(asked.filter((text) => text.trim() !== ''))];
}

async function answerTo(page: Page, question: string): Promise<ResultAnswer[]> {
  const { mode, options } = page.question.asking;
  const likely = page.status.run?.phase === 'tune' ? 'chat' : 'text';
  const as = mode === 'auto' ? likely : mode;
  // The likeliest token each time: it is the same elsewhere.
  const greedy: GenerationOptions = { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: options.maxTokens };
  const { text, end } = await page.client.request<'ask'>({ type: 'ask', prompt: question, mode: as, options: greedy });
  return end === 'stopped' ? [] : [{ question, as, max_tokens: options.maxTokens, answer: text }];
}

/** Pauses for it, if training runs. Throws where nobody could train it again. */
export async function makeResult(page: Page): Promise<RunResult> {
  const { client, training, progress, status, shown } = page;
  if (status.run?.state === 'running') await training.pause();
  const { setup } = client;
  if (status.shows !== 'own') await shown.show('own');
  if (setup === null || setup.start.kind !== 'new') throw new TextError('result.fromFile');
  // A target was set after the run had begun.
  if (client.arithmetic !== 'exact') throw new TextError('result.notExact');
  const { file } = await client.request<'save'>({ type: 'save', format: 'safetensors', withTraining: true });
  const answers: ResultAnswer[] = [];
  for (const question of questionsOf(page)) answers.push(...(await answerTo(page, question)));
  const { points } = progress.curve;
  const last = progress.latest?.last;
  const curve = last !== undefined && last.step !== points.at(-1)?.step ? [...points, last] : points;
  return resultOf(setup, setup.start.sizes, file, curve, answers);
}
