// The window that the frame is in: what is told to it, and what it asks for. Messages of any other window are not heard.

/** What begins every message of ours. */
const OURS = { type: 'glass-gpt', version: 1 } as const;
/** Events before one knows whom to tell: more are not kept. */
const MOST_WAITING = 200;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export class Embedder {
  /** Hears commands, in the form that this version has. */
  onCommand: (message: Record<string, unknown>) => void = () => {};
  /** Hears what is not ours. */
  onOther: (message: Record<string, unknown>) => void = () => {};

  /** Of the embedding page; null as long as the browser does not tell, and the page has said nothing. */
  #origin = originOfParent();
  #waiting: object[] = [];

  constructor() {
    if (parent !== window) addEventListener('message', (event) => this.#hear(event));
  }

  /** Tells the embedding page, once one knows which it is. */
  tell(message: object): void {
    if (parent === window) return;
    if (this.#origin !== null) this.#post({ ...OURS, ...message }, this.#origin);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(message);
  }

  /** Tells whichever page the frame is in what is no secret. */
  tellAll(message: object): void {
    if (parent !== window) this.#post(message, this.#origin ?? '*');
  }

  #post(message: object, origin: string): void {
    // A page without an origin can be addressed by none.
    parent.postMessage(message, origin === 'null' ? '*' : origin);
  }

  #hear({ source, origin, data }: MessageEvent<unknown>): void {
    if (source !== parent || !isRecord(data)) return;
    this.#origin ??= origin;
    if (origin !== this.#origin) return;
    for (const message of this.#waiting.splice(0)) this.tell(message);
    if (data.type !== OURS.type) return this.onOther(data);
    if (typeof data.command !== 'string') return;
    if (data.version === OURS.version) return this.onCommand(data);
    this.tell({ reply: data.command, id: data.id ?? null, error: `This frame speaks version ${OURS.version}.` });
  }
}

/** As far as the browser tells. */
function originOfParent(): string | null {
  // Some browsers have none of it; what is hidden by the page's wish reads as that of a page without an origin.
  const [origin] = (location.ancestorOrigins as DOMStringList | undefined) ?? [];
  if (origin !== undefined && origin !== 'null') return origin;
  return document.referrer === '' ? null : new URL(document.referrer).origin;
}
