// Training that works a share of its time, and rests in between: the device stays cool, and has the rest for others.

/** What it rests for. */
interface Host {
  /** The rest is over. */
  goOn: () => void;
  /** It has rested so many milliseconds. */
  rested: (milliseconds: number) => void;
}

export class Rests {
  readonly #host: Host;
  #share = 1;
  /** Milliseconds for the work done since the last rest. */
  #owed = 0;
  /** In performance.now() terms; null outside of a rest. */
  #began: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Of the time, that it works. */
  get share(): number {
    return this.#share;
  }

  set share(share: number) {
    this.#share = share;
    this.#owed = 0;
    this.end();
  }

  get resting(): boolean {
    return this.#began !== null;
  }

  /** It worked so many milliseconds. */
  worked(milliseconds: number): void {
    this.#owed += milliseconds * (1 / this.#share - 1);
  }

  /** Rests for what it worked. */
  begin(): void {
    if (this.#owed <= 0 || this.resting) return;
    this.#began = performance.now();
    this.#timer = setTimeout(() => {
      this.end();
      this.#host.goOn();
    }, this.#owed);
    this.#owed = 0;
  }

  /** Something else took so many milliseconds of the rest. */
  leaveOut(milliseconds: number): void {
    if (this.#began !== null) this.#began += milliseconds;
  }

  end(): void {
    if (this.#began === null) return;
    clearTimeout(this.#timer);
    this.#host.rested(performance.now() - this.#began);
    this.#began = null;
  }
}
