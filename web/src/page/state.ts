// What every part of the page's state is: values of one subject, and who is told when they change.

export abstract class State {
  readonly #listeners = new Set<() => void>();

  /** Calls back whenever it changes. Returns what ends that. */
  subscribe(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  protected changed(): void {
    this.#listeners.forEach((callback) => callback());
  }
}
