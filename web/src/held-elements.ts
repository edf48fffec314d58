// The modules of the single file run at once, in one script: elements, which draw texts, are defined once there are some.

const waiting: Parameters<CustomElementRegistry['define']>[] = [];

customElements.define = (...definition) => void waiting.push(definition);

/** Defines those that wait, and from now on all others as ever. */
export function defineHeld(): void {
  delete (customElements as Partial<CustomElementRegistry>).define;
  for (const definition of waiting) customElements.define(...definition);
}
