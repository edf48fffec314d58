// <gg-tour>: the guided tour, a task at a time in a card above the page. It goes on by itself once a task is done, can be
// left, and goes on from there for as long as the page stands.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { t, type Values } from '../../i18n/translate';
import { GlassElement } from '../../page/glass-element';
import type { StateName } from '../../page/page';
import { shared } from '../../styles/shared';
import { type Subject, sourceOf, subjectOf } from './subject';
import { type Task, tasksOn } from './tasks';

/** What was found is left to be looked at for so long before the page goes on to the next task. */
const LOOK_MS = 4000;
/** How the part of a task looks while the tour points at it. */
const POINTED_AT = { outline: '3px solid var(--glass)', 'outline-offset': '6px', 'scroll-margin-top': 'calc(var(--head, 0px) + 12px)' };

@customElement('gg-tour')
export class Tour extends GlassElement {
  protected static override readonly states: readonly StateName[] = ['data', 'status', 'progress', 'shown', 'seen'];

  /** Brings a section into sight; done once it is. */
  @property({ attribute: false }) show: (section: string) => Promise<void> = () => Promise.resolve();
  /** Where the parts are that the tasks point at. */
  @property({ attribute: false }) parts: ParentNode | null = null;
  /** Hears that somebody wants no more of it for now. */
  @property({ attribute: false }) leave: () => void = () => {};

  /** Number of the task under way; behind the last one it is over. */
  @state() private at = 0;
  /** What was found, by the task's name. */
  @state() private found: ReadonlyMap<string, Values> = new Map();
  @state() private subject: Subject | null = null;
  /** The task before was done just now: that is told to those who do not see it, whatever else is. */
  @state() private hasGoneOn = false;
  /** Only the title is seen, so that there is room for the page. */
  @state() private folded = false;
  /** What the subject was looked for in. */
  #source = '';
  #pointedAt: HTMLElement | null = null;
  /** Until the page goes on by itself. */
  #waiting: AbortController | null = null;

  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        z-index: 2;
        inset: auto 0 calc(var(--bar-height, 0px) + var(--space-3));
        width: min(40rem, calc(100vw - 2 * var(--space-2)));
        margin: 0 auto;
      }
      section {
        position: relative;
        display: grid;
        gap: var(--space-2);
        max-height: 45vh;
        overflow: auto;
        padding: var(--space-3) var(--space-4);
        border: 2px solid var(--glass);
        border-radius: var(--corner);
        background: var(--panel);
        box-shadow: 0 2px 16px rgb(0 0 0 / 25%);
        overflow-wrap: anywhere;
      }
      .row {
        justify-content: space-between;
      }
      .small {
        padding: var(--space-1) var(--space-3);
      }
      .folded > :not(:first-child, h2, .visually-hidden) {
        display: none;
      }
      h2:focus {
        outline: none;
      }
      .done {
        padding: var(--space-1) var(--space-3);
        border-left: 4px solid var(--glass);
        background: var(--glass-tint);
      }
      @media (pointer: coarse) {
        button {
          min-height: 44px;
        }
      }
      @media (max-width: 24em) {
        button {
          padding-inline: var(--space-2);
        }
      }
      /* It would take too much of a low window. */
      @media (max-height: 26em) {
        :host {
          position: static;
        }
        section {
          max-height: none;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  get #tasks(): Task[] {
    return tasksOn(this.page);
  }

  get #task(): Task | undefined {
    return this.#tasks[this.at];
  }

  /** Shows the task where one is, and says what it is. */
  async begin(): Promise<void> {
    await this.#lookForSubject();
    await this.#go(this.at);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rest();
  }

  protected override changed(name: StateName): void {
    // Between two steps or looks there is nothing to draw.
    if (name !== 'progress' && name !== 'seen') super.changed(name);
    if (this.hidden) return;
    if (name === this.#task?.follows) void this.#check();
    if (name === 'data' || name === 'status' || name === 'shown') void this.#lookForSubject();
  }

  async #lookForSubject(): Promise<void> {
    const source = sourceOf(this.page);
    if (source === this.#source) return;
    this.#source = source;
    const subject = await subjectOf(this.page);
    if (source !== this.#source) return;
    this.subject = subject;
    await this.#check();
  }

  /** Whether the task is done; if it just was, the tour goes on. */
  async #check(): Promise<void> {
    const task = this.#task;
    const { subject } = this;
    if (this.hidden || task === undefined || subject === null || this.found.has(task.name)) return;
    const found = await this.inItsLanguage(() => task.done(this.page, subject));
    if (found === null || task.name !== this.#task?.name || this.found.has(task.name)) return;
    this.found = new Map([...this.found, [task.name, found]]);
    this.at += 1;
    this.hasGoneOn = true;
    this.folded = false;
    this.#goOnSoon();
    await this.#check();
  }

  /** The page follows the tour, unless somebody goes on with what was found. */
  #goOnSoon(): void {
    this.#rest();
    const waiting = new AbortController();
    this.#waiting = waiting;
    const timer = setTimeout(() => void this.#point(), LOOK_MS);
    waiting.signal.addEventListener('abort', () => clearTimeout(timer));
    for (const type of ['pointerdown', 'keydown']) {
      addEventListener(type, () => waiting.abort(), { capture: true, signal: waiting.signal });
    }
  }

  /** Nothing is waited for or pointed at any more. */
  #rest(): void {
    this.#waiting?.abort();
    for (const name of Object.keys(POINTED_AT)) this.#pointedAt?.style.removeProperty(name);
    this.#pointedAt = null;
  }

  /** Brings the part of the task into sight, above the card, with a line around it. */
  async #point(): Promise<void> {
    this.#rest();
    const task = this.#task;
    if (task === undefined) return;
    await this.show(task.section);
    const part = this.parts?.querySelector<HTMLElement>(task.part);
    if (part == null || this.hidden || task.name !== this.#task?.name) return;
    for (const [name, value] of Object.entries(POINTED_AT)) part.style.setProperty(name, value);
    this.#pointedAt = part;
    if (part.getBoundingClientRect().bottom > this.getBoundingClientRect().top) part.scrollIntoView();
  }

  async #go(at: number): Promise<void> {
    this.at = at;
    this.hasGoneOn = false;
    await this.#point();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    await this.#check();
  }

  #leaveIt(): void {
    this.#rest();
    this.leave();
  }

  #beginAgain(): void {
    this.found = new Map();
    this.page.seen.last = {};
    void this.#go(0);
  }

  protected override render() {
    const task = this.#task;
    return html`<section
      class=${this.folded ? 'folded' : ''}
      role="region"
      aria-label=${t('tour.label')}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#leaveIt()}
    >
      <div class="row">
        <span class="soft" data-name="progress">${this.#progress()}</span>
        <span class="row">
          <button class="small" aria-expanded=${!this.folded} @click=${() => (this.folded = !this.folded)}>
            ${t(this.folded ? 'tour.unfold' : 'tour.fold')}
          </button>
          <button class="small leave" @click=${this.#leaveIt}>${t('tour.leave')}</button>
        </span>
      </div>
      ${task === undefined ? this.#over() : this.#shown(task)}
      <div class="visually-hidden" role="status">${this.hasGoneOn ? this.#said(task) : nothing}</div>
    </section>`;
  }

  #said(task: Task | undefined): string {
    const done = this.#tasks[this.at - 1];
    const next = task === undefined ? this.#overText() : this.#wording(task).join('. ');
    return `${done === undefined ? '' : this.#foundText(done)} ${next}`;
  }

  #progress(): string {
    const all = this.#tasks.length;
    return this.at < all ? t('tour.progress', { current: this.at + 1, all }) : t('tour.label');
  }

  #shown(task: Task) {
    const before = this.#tasks[this.at - 1];
    const told = this.found.has(task.name) ? task : before;
    const [title, text] = this.#wording(task);
    return html`
      ${this.#told(told)}
      <h2 tabindex="-1">${title}</h2>
      <p data-name="text">${text}</p>
      ${
        this.subject === null
          ? nothing
          : html`<details>
              <summary>${t('tour.hint')}</summary>
              <p>${t(`tour.tasks.${task.name}.hint`, task.values(this.page, this.subject))}</p>
            </details>`
      }
      <div class="row">
        <button ?disabled=${this.at === 0} @click=${() => this.#go(this.at - 1)}>${t('tour.back')}</button>
        <button @click=${() => this.#point()}>${t('tour.where')}</button>
        <button class=${this.found.has(task.name) ? 'primary' : ''} @click=${() => this.#go(this.at + 1)}>
          ${t(this.found.has(task.name) ? 'tour.next' : 'tour.skip')}
        </button>
      </div>
    `;
  }

  #told(task: Task | undefined) {
    if (task === undefined || !this.found.has(task.name)) return nothing;
    return html`<p class="done" data-name="found">✓ ${this.#foundText(task)}</p>`;
  }

  #over() {
    return html`
      ${this.#told(this.#tasks.at(-1))}
      <h2 tabindex="-1">${t('tour.over')}</h2>
      <p data-name="text">${this.#overText()}</p>
      <div class="row">
        <button ?disabled=${this.#tasks.length === 0} @click=${() => this.#go(this.at - 1)}>${t('tour.back')}</button>
        <button @click=${this.#beginAgain}>${t('tour.again')}</button>
      </div>
    `;
  }

  /** Title and text of a task. */
  #wording({ name, values }: Task): [string, string] {
    const { subject } = this;
    const title = t(`tour.tasks.${name}.title`);
    return [title, subject === null ? t('tour.noData') : t(`tour.tasks.${name}.text`, values(this.page, subject))];
  }

  #foundText({ name }: Task): string {
    return t(`tour.tasks.${name}.found`, this.found.get(name) ?? {});
  }

  #overText(): string {
    const all = this.#tasks.length;
    return t('tour.overText', { all, done: this.#tasks.filter(({ name }) => this.found.has(name)).length });
  }
}
