// <gg-course-bar>: what the course records, and what it does not.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { count } from '../format';
import { t } from '../i18n/translate';
import { GlassElement } from '../page/glass-element';
import { bar, shared } from '../styles/shared';
import type { Course, NotKept } from './course';
import type { CourseFault } from './connection';
import { MOST_CHARACTERS } from './record';

/** Statuses with words of their own. */
const TOLD: readonly string[] = ['incomplete', 'completed', 'passed'];

@customElement('gg-course-bar')
export class CourseBar extends GlassElement {
  @property({ attribute: false }) course!: Course;
  #stop: () => void = () => {};

  static override styles = [
    shared,
    bar,
    css`
      [role]:not(:empty) {
        margin-top: var(--space-2);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.course.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    const { owes, missing, notRestored, restoring } = this.course;
    const mayGoBack = owes && missing.length === 0;
    return html`<section class="row" aria-label=${t('embed.course.title')}>
        <p data-name="recorded">${this.#recorded()}</p>
        ${restoring ? html`<p>${t('embed.course.restoring')}</p>` : nothing}
        ${mayGoBack ? html`<button class="primary" @click=${() => this.course.restore()}>${t('embed.course.goOn')}</button>` : nothing}
      </section>
      <div role="status">${[this.#missing(), notRestored, this.#notKept(), this.#fault()].map((text) => (text === '' ? nothing : html`<p>${text}</p>`))}</div>`;
  }

  #recorded(): string {
    const { connection, fault } = this.course;
    const { status, points } = this.course.recorded;
    if (connection === 'none') return t('embed.course.none');
    if (connection === 'refused') return t('embed.course.refused', { reason: reasonOf(fault) });
    const word = TOLD.includes(status) ? t(`embed.course.status.${status}`) : status;
    if (this.page.presentation.current.target === null) return t('embed.course.records', { status: word });
    return t('embed.course.recordsScore', { status: word, points: count(Math.round(points)) });
  }

  #missing(): string {
    const { owes, missing } = this.course;
    return owes && missing.length > 0 ? t('embed.course.missing', { names: missing.join(', ') }) : '';
  }

  #notKept(): string {
    const { notKept, connection } = this.course;
    return notKept === null || connection !== 'open' ? '' : whyNotKept(notKept);
  }

  #fault(): string {
    const { fault, connection } = this.course;
    return fault === null || connection !== 'open' ? '' : t('embed.course.fault', { reason: reasonOf(fault) });
  }
}

function whyNotKept(its: NotKept): string {
  if (its.kind === 'fromFile') return t('embed.course.fromFile');
  return t('embed.course.tooLong', { n: count(its.characters), most: count(MOST_CHARACTERS) });
}

function reasonOf(fault: CourseFault | null): string {
  const { code = '', reason = '' } = fault ?? {};
  const text = reason === '' ? t('embed.course.noReason') : reason;
  return code === '' ? text : t('embed.course.reason', { reason: text, code });
}
