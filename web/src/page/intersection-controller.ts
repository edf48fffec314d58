// Whether an element is on the screen: what nobody sees need not be drawn.

import type { LitElement, ReactiveController } from 'lit';

export class IntersectionController implements ReactiveController {
  visible = false;
  readonly #host: LitElement;
  readonly #observer: IntersectionObserver;

  /** @param changed called when the host comes into sight or leaves it */
  constructor(host: LitElement, changed: (visible: boolean) => void) {
    this.#host = host;
    this.#observer = new IntersectionObserver((entries) => {
      this.visible = entries.at(-1)?.isIntersecting ?? false;
      changed(this.visible);
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.visible = false;
  }
}
