// What the model says: the answer somebody asked for, and the sample that shows how training is going. One at a time,
// a slice of time after the other; an answer goes before a sample.

import type { GeneratedToken, GlassGptModule, Session } from 'glassgpt-wasm';

import type { AnswerEnd, GenerationOptions, Phase, Post, StopReason } from '../protocol';
import { Rhythm } from './rhythm';

const SAMPLE_MS = 1000;
const SAMPLE_TOKENS = 24;

/** A text being generated. The session must not train or change until it has ended. */
class Speech {
  readonly #session: Session;
  readonly #onToken: (token: GeneratedToken) => void;
  text = '';

  /** Goes on from where `session.beginGeneration` stands. */
  constructor(session: Session, onToken: (token: GeneratedToken) => void = () => {}) {
    this.#session = session;
    this.#onToken = onToken;
  }

  /** Generates at least one token and goes on until `deadline`. Returns why it ended, `none` if it has not. */
  advance(deadline: number): StopReason {
    do {
      const token = this.#session.nextToken();
      if (token === null) return this.#session.stopReason();
      this.text += token.text;
      this.#onToken(token);
    } while (performance.now() < deadline);
    return 'none';
  }
}

/** The model as it is now, and how it wants to be spoken to. */
export interface Listener {
  session: Session;
  step: number;
  mode: 'chat' | 'text';
}

export class Speaker {
  readonly #module: GlassGptModule;
  readonly #post: Post;
  #answer: { id: number; speech: Speech } | null = null;
  #sample: { began: number; phase: Phase; prompt: string; speech: Speech } | null = null;
  #samplePrompts: Record<Phase, string> = { pretrain: '', tune: '' };
  #sampleWanted = false;
  readonly #sampleRhythm = new Rhythm(SAMPLE_MS);

  constructor(module: GlassGptModule, post: Post) {
    this.#module = module;
    this.#post = post;
  }

  get busy(): boolean {
    return this.#answer !== null || this.#sampleWanted;
  }

  set samplePrompts(prompts: Record<Phase, string>) {
    this.#samplePrompts = prompts;
    this.wantSample();
  }

  /** Takes a new sample, from its beginning. */
  wantSample(): void {
    this.#sample = null;
    this.#sampleWanted = true;
  }

  /** Takes none until it is wanted again. */
  skipSample(): void {
    this.#sample = null;
    this.#sampleWanted = false;
  }

  wantSampleNowAndThen(): void {
    if (this.#sampleRhythm.isDue()) this.wantSample();
  }

  /** Begins an answer. Throws if the prompt or the options do not do. */
  ask(id: number, prompt: string, options: GenerationOptions, { session, mode }: Listener): void {
    this.hush();
    this.#sample = null;
    const report = session.beginGeneration(this.#wrap(prompt, mode), options);
    this.#post({ type: 'answering', id, mode, report });
    this.#answer = { id, speech: new Speech(session, (token) => this.#post({ type: 'token', id, token })) };
  }

  /** Ends what is being said: the model is about to change. */
  hush(): void {
    this.#sample = null;
    this.#endAnswer('hushed');
  }

  /** A slice of whatever there is to say. */
  advance(deadline: number, listener: Listener): void {
    if (this.#answer !== null) {
      const end = this.#answer.speech.advance(deadline);
      if (end !== 'none') this.#endAnswer(end);
    } else if (this.#sampleWanted) {
      this.#advanceSample(deadline, listener);
    }
  }

  #wrap(prompt: string, mode: Listener['mode']): string {
    return mode === 'chat' ? this.#module.chatPrompt(prompt) : prompt;
  }

  #endAnswer(end: AnswerEnd): void {
    if (this.#answer === null) return;
    const { id, speech } = this.#answer;
    this.#answer = null;
    this.#post({ type: 'ask', id, text: speech.text, end });
  }

  #advanceSample(deadline: number, { session, step, mode }: Listener): void {
    this.#sample ??= this.#beginSample(session, mode);
    const { began, phase, prompt, speech } = this.#sample;
    if (speech.advance(deadline) === 'none') return;
    this.#sample = null;
    this.#sampleWanted = false;
    this.#sampleRhythm.done(began);
    this.#post({ type: 'sampled', step, phase, prompt, text: speech.text, next: [] });
  }

  #beginSample(session: Session, mode: Listener['mode']): { began: number; phase: Phase; prompt: string; speech: Speech } {
    const began = performance.now();
    const phase = mode === 'chat' ? 'tune' : 'pretrain';
    const prompt = this.#samplePrompts[phase];
    const greedy = { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: SAMPLE_TOKENS };
    // Without a question, a model that knows chats is given `User:` and asks one itself.
    const text = this.#wrap(prompt, mode);
    session.beginGeneration(mode === 'chat' && prompt === '' ? text.slice(0, text.indexOf(':') + 1) : text, greedy);
    return { began, phase, prompt, speech: new Speech(session) };
  }
}
