// A section that one has gone to stays where it is in the window, while what stands above it still comes and grows.

const ENDS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

export class HeldPlace {
  #ending = new AbortController();

  /**
   * Scrolls to it, and again whenever what is around it changes its size, until somebody does something.
   * @param life ends it, too
   */
  hold(place: HTMLElement, around: Element, life: AbortSignal): void {
    this.release();
    const { signal } = this.#ending;
    const observer = new ResizeObserver(() => place.scrollIntoView());
    signal.addEventListener('abort', () => observer.disconnect());
    observer.observe(around);
    for (const type of ENDS) addEventListener(type, () => this.release(), { signal, capture: true, passive: true });
    life.addEventListener('abort', () => this.release(), { signal });
    place.scrollIntoView();
  }

  release(): void {
    this.#ending.abort();
    this.#ending = new AbortController();
  }
}
