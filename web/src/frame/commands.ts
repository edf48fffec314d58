// The commands of the embedding page: each is a method of the element.

import type { GlassGpt } from '../components/glass-gpt';
import { propertyOf, textOf } from '../element/attributes';
import { VALUES } from '../element/word-values';
import type { CheckpointFormat, GenerationOptions } from '../protocol';

type Message = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** By name, with what the message has to say to it. */
const COMMANDS: Record<string, (element: GlassGpt, message: Message) => Promise<unknown>> = {
  train: (element) => element.train(),
  pause: (element) => element.pause(),
  step: (element, { n }) => element.step(n === undefined ? 1 : Number(n)),
  reset: (element) => element.reset(),
  ask: (element, { question }) => element.ask(text(question)),
  generate: (element, { prompt, options }) => element.generate(text(prompt), (options ?? {}) as Partial<GenerationOptions>),
  getState: (element, { weights }) => element.getState({ weights: weights === true }),
  setState: (element, { state }) => element.setState(state as string),
  save: (element, { format }) => element.save((format ?? 'safetensors') as CheckpointFormat),
  load: (element, { files }) => element.load(...(Array.isArray(files) ? (files as File[]) : [])),
  set: async (element, { words }) => set(element, words as Message),
};

/** Changes words; null takes one away. */
function set(element: GlassGpt, words: Message): void {
  for (const [name, value] of Object.entries(words)) {
    const word = [...VALUES.keys()].find((its) => its === name || propertyOf(its) === name);
    if (word === undefined) throw new Error(`${name} is no word.`);
    const given = textOf(value);
    if (given === null) element.removeAttribute(word);
    else element.setAttribute(word, given);
  }
}

/** Does it. Returns the reply: what came of it, or why nothing did. */
export async function obey(element: GlassGpt, message: Message): Promise<object> {
  const { command, id = null } = message;
  const reply = { reply: command, id };
  try {
    const its = Object.hasOwn(COMMANDS, text(command)) ? COMMANDS[text(command)] : undefined;
    if (its === undefined) throw new Error(`There is no command ${text(command)}.`);
    return { ...reply, result: (await its(element, message)) ?? null };
  } catch (error) {
    return { ...reply, error: (error as Error).message || (error as Error).name };
  }
}
