// <gg-task-panel>: what is to be done, and how far it is reached.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import type { Target } from '../element/presentation';
import { count, plain } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { loadedLater } from '../page/messages';
import type { StateName } from '../page/page';
import { shared } from '../styles/shared';

@customElement('gg-task-panel')
export class TaskPanel extends GlassElement {
  protected static override readonly panel = 'task';
  protected static override readonly states: readonly StateName[] = ['target'];

  /** What it takes to hand in a result is there. */
  @state() private handsIn = false;

  /** What was said to be reached. */
  #announced: number | null = null;

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-4);
        border: 1px solid var(--glass);
        border-radius: var(--corner);
        background: var(--glass-tint);
        color: var(--ink);
      }
      .task {
        white-space: pre-line;
      }
      progress {
        width: 100%;
        accent-color: var(--glass);
      }
      .reached {
        font-weight: 650;
      }
    `,
  ];

  protected override changed(name: StateName): void {
    super.changed(name);
    const { reached } = this.page.target;
    if (reached !== null && reached !== this.#announced) {
      this.announce(() => this.#standing(reached));
      void this.page.notice.attempt(() => this.#handIn());
    }
    this.#announced = reached;
  }

  async #handIn(): Promise<void> {
    await loadedLater(() => Promise.all([import('./hand-in'), this.page.locale.need('result')]));
    this.handsIn = true;
  }

  protected override render() {
    const { task, target } = this.page.presentation.current;
    this.hidden = task === '' && target === null;
    if (this.hidden) return nothing;
    return html`<h2>${t('words.task')}</h2>
      ${task === '' ? nothing : html`<p class="task" dir="auto">${task}</p>`}
      ${target === null ? nothing : this.#target(target)}`;
  }

  #target(target: Target) {
    const { reached, points } = this.page.target;
    const standing = this.#standing(reached);
    return html`<p data-name="target" dir="auto">${goal(target)}</p>
      <progress max="100" .value=${points} aria-label=${t('words.target.label')}></progress>
      <p data-name="reached" class=${reached === null ? 'soft' : 'reached'}>${standing}</p>
      ${reached !== null && this.handsIn ? html`<gg-hand-in></gg-hand-in>` : nothing}`;
  }

  #standing(reached: number | null): string {
    if (reached !== null) return t('words.target.reached', { step: count(reached) });
    return t('words.target.open', { n: count(this.page.target.points) });
  }
}

function goal(target: Target): string {
  if (target.kind === 'loss') return t('words.target.loss', { loss: plain(target.most) });
  const { question, answer } = target;
  return answer === null ? t('words.target.answers', { question }) : t('words.target.holds', { question, answer });
}
