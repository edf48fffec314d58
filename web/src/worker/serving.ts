// An engine at its end of a channel, wherever it runs: loads the WASM module and hands each command to the engine.

import type { Load } from '../engine-port';
import type { Command, Post } from '../protocol';
import { readAhead } from './contents';
import { Engine } from './engine';
import { MessageError } from './errors';
import type { HelperSource } from '../helper-port';
import { instantiate } from './module';
import type { Helpers } from './sharing';
import type { Turns } from './turns';

/** Where an engine has its helpers from, once it has its module. */
const helpersOf = ({ cores, start }: HelperSource, load: Load): Helpers => ({
  cores,
  start: () => start(load),
});

/** Hears what the page sends. */
export class Serving {
  readonly #post: Post;
  readonly #turns: Turns;
  readonly #helpers: HelperSource | null;
  readonly #ready: Promise<void>;
  /** Commands that came before the module was there. */
  readonly #waiting: Command[] = [];
  #obey = (command: Command): void => void this.#waiting.push(command);
  /** Of a command that brings files to be read first: those after it wait for it. */
  #reading: Promise<void> | null = null;

  /**
   * @param helpers null where no other worker can be started
   * @param ready what the engine waits for besides the module
   */
  constructor(post: Post, turns: Turns, helpers: HelperSource | null, ready: Promise<void> = Promise.resolve()) {
    this.#post = post;
    this.#turns = turns;
    this.#helpers = helpers;
    this.#ready = ready;
  }

  hear(message: Load | Command): void {
    if (message.type === 'load') this.#load(message);
    else this.#hearCommand(message);
  }

  #hearCommand(command: Command): void {
    const reading = readAhead(command);
    if (reading === null && this.#reading === null) return this.#obey(command);
    const before = this.#reading;
    const turn: Promise<void> = Promise.all([before, reading])
      .catch(() => {}) // what could not be read is told by the command that needs it
      .then(() =>
        this.#turns.soon(() => {
          if (this.#reading === turn) this.#reading = null;
          this.#obey(command);
        }),
      );
    this.#reading = turn;
  }

  #load(load: Load): void {
    Promise.all([instantiate(load), this.#ready]).then(
      ([module]) => {
        const engine = new Engine(module, this.#post, this.#turns, this.#helpers && helpersOf(this.#helpers, load));
        this.#begin((command) => engine.handle(command));
      },
      (error: unknown) => {
        const reason = String(error);
        // A browser that does not know the module's instructions, or a connection that failed.
        const isTooOld = /CompileError|LinkError|WebAssembly is not defined/.test(reason);
        const message = new MessageError(isTooOld ? 'tooOld' : 'notLoaded', { reason }).text;
        this.#begin(({ id }) => this.#post({ type: 'error', id, message }));
      },
    );
  }

  #begin(obey: (command: Command) => void): void {
    // In a task of its own, so that what is thrown reaches the page as an error of the engine.
    this.#turns.soon(() => {
      this.#obey = obey;
      this.#waiting.splice(0).forEach(obey);
    });
  }
}
