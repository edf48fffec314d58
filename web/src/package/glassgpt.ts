// The package's own part: a model that is trained and asked by a program, without anything drawn. It is the page's state
// and handle, told in the form of promises and iterations. What is public is told in package/glassgpt.d.ts.

import { dataFile } from '../data-file';
import { type Fault, faultText, type Reading, readMessage } from '../element/read-words';
import { Locale, t, within } from '../i18n/translate';
import { Handle } from '../page/handle';
import { Page } from '../page/page';
import type { AskMode, CheckpointFormat, DataFile, GenerationOptions, Inspection } from '../protocol';
import type { EventDetails, Standing } from '../element/events';
import type { CreateOptions, Example, GenerateOptions, NamedFile, TrainingData } from '../../package/glassgpt';

type Progress = EventDetails['progress'];

/** The examples of a list as the file that the module reads. */
function fileOf(examples: readonly Example[]): NamedFile {
  return { name: 'examples.json', content: JSON.stringify(examples) };
}

function filesOf(data: TrainingData): readonly NamedFile[] {
  if (typeof data === 'string') return [];
  if (!Array.isArray(data)) return [data as NamedFile];
  const list = data as readonly (Example | NamedFile)[];
  const isFile = (entry: Example | NamedFile): entry is NamedFile => typeof entry === 'object' && 'content' in entry;
  if (list.every(isFile)) return list;
  // Texts are for pre-training and questions for tuning, in files of their own.
  const examples = list.filter((entry): entry is Example => !isFile(entry));
  const texts = examples.filter((example) => typeof example === 'string');
  const chats = examples.filter((example) => typeof example !== 'string');
  return [...list.filter(isFile), ...[texts, chats].filter(({ length }) => length > 0).map(fileOf)];
}

const taken = ({ name, content }: NamedFile): DataFile =>
  dataFile(name, content instanceof Blob ? content : new Blob([content as BlobPart]));

/** Why words are refused: what an element leaves out or replaces may not pass unseen in a program. */
function refusal(fault: Fault, reading: Reading): string {
  switch (fault.kind) {
    case 'unknown':
      return `${fault.name}: there is no such word. docs/embedding.md lists those there are.`;
    case 'value': {
      const { name, expected } = fault.word;
      return t('settings.address.value', { name, given: fault.given, expected: expected() });
    }
    default:
      return faultText(fault, reading);
  }
}

/** What comes one by one, to be read as it comes. */
class Stream<T> {
  readonly #come: T[] = [];
  #over: { error: unknown } | null = null;
  #wake: () => void = () => {};

  add(value: T): void {
    this.#come.push(value);
    this.#wake();
  }

  /** @param error undefined if all went well */
  end(error?: unknown): void {
    this.#over ??= { error };
    this.#wake();
  }

  async *read(): AsyncGenerator<T, void, void> {
    for (;;) {
      const next = this.#come.shift();
      if (next !== undefined) {
        yield next;
      } else if (this.#over !== null) {
        if (this.#over.error !== undefined) throw this.#over.error;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }
}

export class GlassGPT {
  readonly #page: Page;
  readonly #handle: Handle;
  /** Of the training under way. */
  #training: Stream<Progress> | null = null;

  private constructor(page: Page) {
    this.#page = page;
    this.#handle = new Handle(page, (name, detail) => {
      if (name === 'progress') this.#training?.add(detail as Progress);
    });
  }

  static async create({ data = 'facts', ...words }: CreateOptions = {}): Promise<GlassGPT> {
    const locale = new Locale();
    await locale.choose('en');
    const own = filesOf(data);
    const reading = within(locale, () => readMessage({ ...words, data: typeof data === 'string' ? data : 'own' }));
    const [fault] = reading.faults;
    if (fault !== undefined) throw new Error(within(locale, () => refusal(fault, reading)));
    if (typeof data !== 'string' && own.length === 0) throw new Error('data: there is nothing in it. Give it texts, or questions with answers.');
    const model = new GlassGPT(new Page({ locale, keepsRuns: false, usual: [] }));
    try {
      await model.#take(reading.configuration, own);
      return model;
    } catch (error) {
      model.dispose();
      throw model.#told(error);
    }
  }

  async #take(configuration: Parameters<Handle['choose']>[0], own: readonly NamedFile[]): Promise<void> {
    const { choices, data, estimate, question, client } = this.#page;
    // Whatever is chosen, the module has to run.
    await client.request<'stopAnswer'>({ type: 'stopAnswer' });
    await this.#handle.choose(configuration);
    if (own.length > 0) {
      await choices.takeData(async () => ({ files: own.map(taken), validation: { pretrain: [], tune: [] } }));
      if (data.fault !== '') throw new Error(data.fault);
      choices.changeSettings(configuration.settings);
    }
    question.setText(configuration.question);
    await estimate.settled;
  }

  /** An error with the words that it has here and now. */
  #told(error: unknown): Error {
    return new Error(within(this.#page.locale, () => (error instanceof Error ? error.message : String(error))), { cause: error });
  }

  get standing(): Standing {
    return this.#handle.standing;
  }

  async *train({ steps }: { steps?: number } = {}): AsyncGenerator<Progress, Standing, void> {
    if (this.#training !== null) throw new Error('train: it is under way already. Wait for its end, or pause() it.');
    const stream = new Stream<Progress>();
    this.#training = stream;
    const until = steps === undefined ? undefined : this.standing.step + steps;
    this.#handle.trainUntil(until).then(
      () => stream.end(),
      (error: unknown) => stream.end(this.#told(error)),
    );
    let over = false;
    try {
      yield* stream.read();
      over = true;
      return this.standing;
    } finally {
      this.#training = null;
      if (!over) await this.#handle.pause().catch(() => {}); // who leaves the loop has had enough, or knows the error
    }
  }

  async pause(): Promise<Standing> {
    return this.#handle.pause();
  }

  async reset(): Promise<Standing> {
    return this.#handle.reset();
  }

  async *generate(prompt: string, options: GenerateOptions = {}): AsyncGenerator<string, void, void> {
    const { as = 'auto', ...sampling } = options;
    const { client, question } = this.#page;
    const stream = new Stream<string>();
    await this.#page.training.ensureModel();
    const all: GenerationOptions = { ...question.asking.options, ...sampling };
    client
      .ask(prompt, as as AskMode, all, (event) => {
        if (event.type === 'token') stream.add(event.token.text);
      })
      .then(
        () => stream.end(),
        (error: unknown) => stream.end(this.#told(error)),
      );
    let over = false;
    try {
      yield* stream.read();
      over = true;
    } finally {
      if (!over) await client.request<'stopAnswer'>({ type: 'stopAnswer' }).catch(() => {});
    }
  }

  async ask(prompt: string, options: GenerateOptions = {}): Promise<string> {
    let text = '';
    for await (const token of this.generate(prompt, options)) text += token;
    return text.trim();
  }

  async inspect(prompt: string, { as = 'auto', top = 10 }: { as?: AskMode; top?: number } = {}): Promise<Inspection> {
    try {
      await this.#page.training.ensureModel();
      return (await this.#page.client.request<'inspect'>({ type: 'inspect', prompt, mode: as, top })).inspection;
    } catch (error) {
      throw this.#told(error);
    }
  }

  async save(format: CheckpointFormat = 'safetensors'): Promise<Blob> {
    try {
      await this.#page.training.ensureModel();
      return await this.#handle.save(format);
    } catch (error) {
      throw this.#told(error);
    }
  }

  async load(file: Blob | ArrayBuffer | Uint8Array | string, name = 'model'): Promise<void> {
    const { client, choices } = this.#page;
    try {
      const { opened } = await client.request<'open'>({ type: 'open', file: taken({ name, content: file }) });
      choices.chooseStart(opened.resumable === null ? 'opened' : 'resume');
    } catch (error) {
      throw this.#told(error);
    }
  }

  dispose(): void {
    this.#training?.end(new Error('train: the model was disposed of.'));
    this.#page.dispose();
  }
}

/** What is declared is what there is. */
GlassGPT satisfies Omit<typeof import('../../package/glassgpt').GlassGPT, 'prototype'>;
