// <glass-gpt>: a GPT that is trained, asked and looked into, in any document. Until it is wanted it is a poster, and all
// there is of it is this script; what it takes then is loaded once, however many of them a document has.
//
// It touches nothing outside of itself: no address, no storage, no language and no styles of the document.

import { defineWordProperties } from '../element/define-words';
import { type Standing, tellFrom } from '../element/events';
import type { ElementState } from '../element/state';
import type { WordProperties } from '../element/word-properties';
import type { CheckpointFormat, GenerationOptions } from '../protocol';
import type { Answer } from '../page/handle';
import type { Demo } from './demo';
import { Poster } from './poster';

/** Its words as properties; see docs/embedding.md. */
export interface GlassGpt extends WordProperties {}

export class GlassGpt extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #layout = new CSSStyleSheet();
  #poster: Poster | null = null;
  #demo: Demo | null = null;
  #loading: Promise<Demo> | null = null;
  /** Of the loading under way; another one once the element was taken out of the document. */
  #turn = 0;
  readonly #changes = new MutationObserver(() => this.#take());

  connectedCallback(): void {
    this.#changes.observe(this, { attributes: true });
    this.#layOut();
    if (this.#demo === null && this.#poster === null) this.#putUpPoster();
  }

  /** It may be on its way to another place in the document, with all that it has. */
  disconnectedCallback(): void {
    setTimeout(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** Where browsers can move it without taking it out, nothing happens. */
  connectedMoveCallback(): void {}

  /** Shows what a site around it has made. */
  use(demo: Demo): void {
    this.#poster?.end();
    this.#poster = null;
    this.#demo = demo;
    this.#root.adoptedStyleSheets = [this.#layout];
    this.#root.replaceChildren(demo.workbench);
  }

  // What scripts do with it. All of it waits until all is loaded, and loads it. ----------------------------------------

  /** Trains. Done once training stands still: at its end, by a rule, or paused by somebody. Rejects if it diverges. */
  async train(): Promise<Standing> {
    return (await this.#handle()).train();
  }

  async pause(): Promise<Standing> {
    return (await this.#handle()).pause();
  }

  /** Takes so many training steps. */
  async step(n = 1): Promise<Standing> {
    return (await this.#handle()).step(n);
  }

  /** Back to before the first step. */
  async reset(): Promise<Standing> {
    return (await this.#handle()).reset();
  }

  /** Asks the model as it is now. */
  async ask(question: string): Promise<Answer> {
    return (await this.#handle()).ask(question);
  }

  /** Has the model continue a text. */
  async generate(prompt: string, options: Partial<GenerationOptions> = {}): Promise<Answer> {
    return (await this.#handle()).generate(prompt, options);
  }

  /** What it stands at, as JSON can hold it; with `weights`, so that nothing needs to be trained again. */
  async getState({ weights = false } = {}): Promise<ElementState> {
    return (await this.#handle()).getState(weights);
  }

  /** Stands where a state was taken: trains there, unless it holds the weights. Takes the object, or its JSON text. */
  async setState(state: ElementState | string): Promise<Standing> {
    return (await this.#handle()).setState(state);
  }

  /** The model as a file, with what it takes to go on training. */
  async save(format: CheckpointFormat = 'safetensors'): Promise<Blob> {
    return (await this.#handle()).save(format);
  }

  /** Opens a model file, or takes one or more files to train on. */
  async load(...files: File[]): Promise<void> {
    return (await this.#handle()).load(files);
  }

  async #handle(): Promise<Demo['handle']> {
    const { handle } = await this.#load();
    await handle.begun;
    return handle;
  }

  // From the poster to the demo -----------------------------------------------------------------------------------------

  #putUpPoster(): void {
    const poster = new Poster(this, { train: () => void this.#start(true), open: () => void this.#start(false) });
    this.#poster = poster;
    this.#root.adoptedStyleSheets = [this.#layout, poster.styles];
    this.#root.replaceChildren(poster.content);
  }

  /** As somebody wants it who sees it. */
  async #start(train: boolean): Promise<void> {
    const hadFocus = this.#root.activeElement !== null;
    try {
      const demo = await this.#load();
      if (hadFocus) demo.workbench.goTo('train');
      await demo.handle.begun;
      const hasData = demo.page.data.phases.length > 0;
      if (train && hasData) await demo.page.notice.attempt(() => demo.page.training.train());
    } catch {
      // The poster tells it.
    }
  }

  #load(): Promise<Demo> {
    if (this.#demo !== null) return Promise.resolve(this.#demo);
    this.#loading ??= this.#loadNow();
    return this.#loading;
  }

  async #loadNow(): Promise<Demo> {
    const turn = ++this.#turn;
    try {
      this.#poster?.showLoading();
      const { openDemo } = await import('./demo');
      const demo = await openDemo(this.attributes, (name, detail) => tellFrom(this, name, detail));
      if (turn !== this.#turn) {
        demo.page.dispose();
        throw new DOMException('The element was taken out of the document.', 'AbortError');
      }
      this.use(demo);
      return demo;
    } catch (error) {
      if (turn === this.#turn) this.#tellNotLoaded(error as Error);
      throw error;
    }
  }

  #tellNotLoaded({ message }: Error): void {
    this.#loading = null;
    this.#poster?.showFault(message);
    tellFrom(this, 'error', { what: 'start', message });
  }

  /** Its words have changed. */
  #take(): void {
    this.#layOut();
    this.#poster?.draw();
    this.#demo?.takeWords(this.attributes);
  }

  /** Poster and demo have the same height, where one is given. */
  #layOut(): void {
    const height = Number(this.getAttribute('height') ?? NaN);
    const scrolling = height > 0 ? `height: ${height}px; overflow: auto;` : '';
    this.#layout.replaceSync(`:host { display: block; ${scrolling} } :host([hidden]) { display: none; }`);
  }

  /** Nothing is left of it, but what it takes to begin anew from its attributes. */
  #end(): void {
    this.#turn++;
    this.#changes.disconnect();
    this.#poster?.end();
    this.#demo?.page.dispose();
    this.#poster = this.#demo = this.#loading = null;
    this.#root.replaceChildren();
  }
}

defineWordProperties(GlassGpt.prototype);

// Another copy of this script may have come before.
if (customElements.get('glass-gpt') === undefined) customElements.define('glass-gpt', GlassGpt);

declare global {
  interface HTMLElementTagNameMap {
    'glass-gpt': GlassGpt;
  }
}
