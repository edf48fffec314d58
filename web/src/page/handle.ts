// What scripts of the document around the element do with it, and what they are told.

import { Cancelled, EngineLost } from '../client';
import { CoreFault } from '../core-words';
import type { EventDetails, Standing, Tell } from '../element/events';
import { readMessage } from '../element/read-words';
import { digestsOf, type ElementState, fromBase64, parsedState, toBase64 } from '../element/state';
import { type Configuration, defaultSaid, wordsOf } from '../element/words';
import { TextError, within } from '../i18n/translate';
import type { AskMode, CheckpointFormat, Event as EngineEvent, GenerationOptions, Run } from '../protocol';
import { configurationOf } from './configuration';
import { stepsInAll } from './progress';
import type { Page } from './page';

export type Answer = EventDetails['answer'];

export class Handle {
  readonly #page: Page;
  readonly #tell: Tell;
  /** Done once `begin` is, however that ends. */
  begun: Promise<void> = Promise.resolve();
  /** The run's state when it was heard of last. */
  #state: Run['state'] | null = null;
  /** Steps after which the target was reached, as told last. */
  #reached: number | null = null;

  constructor(page: Page, tell: Tell) {
    this.#page = page;
    this.#tell = tell;
    page.heard = (event) => this.#hear(event);
    page.target.subscribe(() => this.#hearTarget());
    page.lost = (message) => tell('error', { what: 'engine', message });
    page.answered = (question, { text, end, confidence }) => tell('answer', { question, text, end, confidence });
  }

  // What one is told -----------------------------------------------------------------------------------------------

  /**
   * Tells whether all is there, once it is or cannot be.
   * @param choose what is trained on
   */
  begin(choose: () => Promise<unknown>): Promise<void> {
    this.begun = this.#begin(choose);
    return this.begun;
  }

  async #begin(choose: () => Promise<unknown>): Promise<void> {
    const { client, data, estimate, life } = this.#page;
    // Whatever is chosen, the module has to run.
    const running = client.request<'stopAnswer'>({ type: 'stopAnswer' });
    const outcomes = await Promise.allSettled([running, choose().then(() => estimate.settled)]);
    if (life.aborted) return;
    const [engine, chosen] = outcomes.map((its) => (its.status === 'rejected' ? its : null));
    if (engine) {
      // A lost engine tells of itself.
      if (!(engine.reason instanceof EngineLost)) this.#tell('error', { what: 'engine', message: this.#wordsOf(engine.reason) });
      return;
    }
    if (data.fault !== '') return this.#tell('error', { what: 'data', message: data.fault });
    if (chosen) return this.#tell('error', { what: 'data', message: this.#wordsOf(chosen.reason) });
    const { dataset, vocabSize: vocabulary } = data;
    this.#tell('ready', { data: dataset.name, vocabulary, parameters: estimate.cost?.parameters ?? null });
  }

  #wordsOf(error: unknown): string {
    return within(this.#page.locale, () => (error as Partial<Error>).message ?? String(error));
  }

  #hear(event: EngineEvent): void {
    switch (event.type) {
      case 'progress':
        return this.#hearProgress(event);
      case 'milestone': {
        const { at, step, question, text } = event;
        return this.#tell('milestone', { at, step, question, text });
      }
      case 'status':
        return this.#hearStatus(event.status.run);
      case 'failed':
        return this.#tell('error', { what: 'training', message: this.#wordsOf(new CoreFault(event.error)) });
    }
  }

  #hearProgress({ progress: { last, share, tokensPerSecond, secondsLeft } }: Extract<EngineEvent, { type: 'progress' }>): void {
    const { step, phase, epoch, loss } = last;
    const { totalSteps } = this.standing;
    this.#tell('progress', { step, totalSteps, phase, epoch, loss, share, tokensPerSecond, secondsLeft });
  }

  #hearTarget(): void {
    const { target, presentation } = this.#page;
    const { reached } = target;
    const isNew = reached !== null && reached !== this.#reached;
    this.#reached = reached;
    if (!isNew) return;
    const { target: its } = presentation.current;
    this.#tell('milestone', { at: 'target', step: reached, question: its?.kind === 'answers' ? its.question : '', text: '' });
  }

  #hearStatus(run: Run | null): void {
    const ended = this.#state === 'running' && run !== null;
    this.#state = run?.state ?? null;
    if (ended && run.state === 'done') {
      const learned = this.#page.progress.latest?.last.learned ?? false;
      this.#tell('done', { ...this.standing, reason: learned ? 'learned' : 'end' });
    } else if (ended && run.state === 'paused' && run.stoppedBy !== null) {
      this.#tell('done', { ...this.standing, reason: run.stoppedBy });
    }
  }

  /** How the run stands. */
  get standing(): Standing {
    const { run } = this.#page.status;
    const { latest } = this.#page.progress;
    if (run === null) return { state: 'none', step: 0, totalSteps: 0, loss: null };
    const { state, step } = run;
    return { state, step: Math.max(step, latest?.last.step ?? 0), totalSteps: stepsInAll(run, latest).total, loss: latest?.last.loss ?? null };
  }

  // What one can do ------------------------------------------------------------------------------------------------

  /** Trains; done when training stands still again: at its end, by a rule, or because somebody paused it. */
  train(): Promise<Standing> {
    return this.trainUntil(undefined);
  }

  /** Likewise, at the latest when so many steps are taken in all. */
  async trainUntil(steps: number | undefined): Promise<Standing> {
    const { training, settings } = this.#page;
    await training.train(steps);
    if (settings.fault !== '') throw new TextError('element.settingFault', { name: settings.fault });
    return this.#still();
  }

  async pause(): Promise<Standing> {
    await this.#page.training.pause();
    return this.standing;
  }

  /** Takes so many steps. */
  async step(n: number): Promise<Standing> {
    if (!Number.isSafeInteger(n) || n < 1) throw new TextError('element.steps', { n: String(n) });
    return this.trainUntil(this.standing.step + n);
  }

  /** Back to the beginning, where there is one to go back to. */
  async reset(): Promise<Standing> {
    if (this.#page.status.run !== null) await this.#page.training.reset();
    return this.standing;
  }

  /** Takes what is trained on, how, and what is asked. Throws while something is trained. */
  async choose(configuration: Configuration): Promise<void> {
    const { status, settings, question, choices, data } = this.#page;
    if (status.locked) throw new TextError('element.underWay');
    if (settings.start !== 'new') choices.chooseStart('new');
    question.setAsking(configuration.asking);
    await choices.chooseDataset(configuration.dataset, configuration);
    if (data.fault !== '') throw new Error(data.fault);
  }

  /** Asks as people ask it. */
  ask(question: string): Promise<Answer> {
    return this.#ask(question, this.#page.question.asking.mode, {});
  }

  /** Has a text continued. */
  generate(prompt: string, options: Partial<GenerationOptions>): Promise<Answer> {
    return this.#ask(prompt, 'text', options);
  }

  async #ask(question: string, mode: AskMode, options: Partial<GenerationOptions>): Promise<Answer> {
    const all = { ...this.#page.question.asking.options, ...options };
    const { text, end, confidence } = await this.#page.client.ask(question, mode, all, () => {});
    return { question, text, end, confidence };
  }

  /** The model as a file, with what it takes to go on training. */
  async save(format: CheckpointFormat): Promise<Blob> {
    const { file } = await this.#page.client.request<'save'>({ type: 'save', format, withTraining: true });
    return file;
  }

  /** Opens a model file, or takes files to train on. */
  async load(files: File[]): Promise<void> {
    const { data } = this.#page;
    if (files.length === 0) throw new TextError('element.noFile');
    await this.#page.files.takeFromAuthor(files);
    if (data.fault !== '') throw new Error(data.fault);
  }

  async getState(weights: boolean): Promise<ElementState> {
    const { data, settings, status } = this.#page;
    const isFromFile = settings.start !== 'new' || (status.run === null && status.own !== null);
    if (isFromFile && !weights) throw new TextError('element.needsWeights');
    const { dataset } = data;
    const { presentation } = defaultSaid(dataset.name);
    const words = wordsOf({ ...configurationOf(this.#page), presentation });
    const isOwn = dataset.name === 'own' && dataset.files.length === 0;
    return {
      glassgpt: 1,
      words,
      ...(isOwn ? { data: await digestsOf(data.inOrder) } : {}),
      steps: this.standing.step,
      ...(weights && status.own !== null ? { model: await toBase64(await this.save('safetensors')) } : {}),
      ...(isFromFile ? { start: 'file' as const } : {}),
    };
  }

  async setState(given: unknown): Promise<Standing> {
    const { status, training, choices, data } = this.#page;
    const { words, data: digests, steps, model, start } = parsedState(given);
    if (digests !== undefined && JSON.stringify(digests) !== JSON.stringify(await digestsOf(data.inOrder))) {
      throw new TextError('element.otherData', { names: digests.map(({ name }) => name).join(', ') });
    }
    if (status.run !== null) {
      await training.pause();
      await training.reset();
    }
    const { configuration } = readMessage(words);
    if (digests === undefined) {
      await this.choose(configuration);
    } else {
      this.#page.question.setAsking(configuration.asking);
      this.#page.question.setText(configuration.question);
      choices.chooseStart('new');
      choices.changeSettings(configuration.settings);
    }
    await data.settled;
    await this.#page.estimate.settled;
    if (model === undefined) return this.#trainAgain(steps);
    const file = fromBase64(model);
    if (start === 'file') await this.#page.files.takeFromAuthor([new File([file], 'state.safetensors')]);
    else await training.begin({ step: steps, seconds: 0, file });
    return this.standing;
  }

  /** The same steps from the same beginning. */
  async #trainAgain(steps: number): Promise<Standing> {
    const standing = steps === 0 ? this.standing : await this.trainUntil(steps);
    if (standing.step !== steps) throw new TextError('element.otherSteps', { step: standing.step, steps });
    return standing;
  }

  /** Settles once nothing is trained. */
  #still(): Promise<Standing> {
    const { status, life } = this.#page;
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (status.run?.state === 'running') return;
        stop();
        life.removeEventListener('abort', end);
        if (status.run?.state === 'failed') reject(new TextError('stage.failed'));
        else resolve(this.standing);
      };
      const stop = status.subscribe(look);
      const end = (): void => {
        stop();
        reject(new Cancelled());
      };
      life.addEventListener('abort', end, { once: true });
      look();
    });
  }
}
