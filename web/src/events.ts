// What the components tell the element around them. Values go down as properties, these come up as events.

export interface PageEvents {
  /** Shows the setting of that name. */
  'gg-show-setting': string;
}

export type PageEvent<T extends keyof PageEvents> = CustomEvent<PageEvents[T]>;

export function tell<T extends keyof PageEvents>(from: EventTarget, type: T, detail: PageEvents[T]): void {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
