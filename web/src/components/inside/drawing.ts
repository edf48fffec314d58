// When a component draws its canvas: after each update, at a new size and in new colours, at most once a frame.

import type { LitElement, ReactiveController } from 'lit';

import { onColourScheme } from './heat';

export class Drawing implements ReactiveController {
  readonly #host: LitElement;
  readonly #draw: () => void;
  readonly #resized = new ResizeObserver(() => this.due());
  #stopColours = (): void => undefined;
  #frame = 0;

  constructor(host: LitElement, draw: () => void) {
    this.#host = host;
    this.#draw = draw;
    host.addController(this);
  }

  hostConnected(): void {
    this.#resized.observe(this.#host);
    this.#stopColours = onColourScheme(() => this.due());
  }

  hostDisconnected(): void {
    this.#resized.disconnect();
    this.#stopColours();
  }

  hostUpdated(): void {
    this.due();
  }

  /** Draws at the next frame. */
  due(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#host.isConnected) this.#draw();
    });
  }
}
