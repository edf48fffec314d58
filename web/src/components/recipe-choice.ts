// <gg-recipe-choice>: which recipe gives the training values, what it gave and why, and what was set by hand.

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';

import { count, plain } from '../format';
import { t } from '../i18n/translate';
import { amountsOf, stepsOf } from '../page/data-size';
import { GlassElement } from '../page/glass-element';
import type { StateName } from '../page/page';
import { type Recipe, RECIPES } from '../recipe';
import { shared } from '../styles/shared';
import './choice-field';

@customElement('gg-recipe-choice')
export class RecipeChoice extends GlassElement {
  static override readonly states: readonly StateName[] = ['data', 'settings', 'status'];

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      ul {
        display: grid;
        gap: var(--space-1);
        padding: var(--space-1) 0 0 var(--space-4);
      }
      summary {
        min-height: 32px;
      }
      button {
        min-height: 34px;
        font-size: var(--size-small);
      }
    `,
  ];

  protected override render() {
    const { data, settings, status } = this.page;
    if (settings.start === 'resume') return nothing;
    const label = t('recipe.label');
    return html`<gg-choice-field
        .label=${label}
        .about=${t('recipe.about')}
        .choices=${RECIPES.map((recipe) => [recipe, t(`recipe.${recipe}`)])}
        .value=${settings.current.recipe}
        ${this.control('recipe', status.locked)}
        .take=${(recipe: string) => this.page.choices.leaveTo(recipe as Recipe)}
      ></gg-choice-field>
      ${this.#byHand()}
      ${data.phases.length === 0
        ? nothing
        : html`<details class="soft">
            <summary>${t('recipe.why')}</summary>
            <ul data-name="why">
              ${this.#reasons().map((reason) => html`<li>${reason}</li>`)}
            </ul>
          </details>`}`;
  }

  /** What the recipe does not say, and the way back to it. */
  #byHand() {
    const { data, settings, status } = this.page;
    const { chosen, recipe } = settings.current;
    const brief = recipe === 'auto' && settings.current.brief && data.dataset.brief !== null;
    if (chosen.length === 0 && !brief) return nothing;
    const names = chosen.map((part) => t(`settings.${part}.label`)).join(', ');
    return html`<p class="soft" data-name="by-hand">
        ${brief ? t('recipe.brief') : ''} ${chosen.length === 0 ? '' : t('recipe.byHand', { names })}
      </p>
      <div>
        <button ${this.control('recipe', status.locked)} @click=${() => this.page.choices.leaveTo(recipe)}>${t('recipe.leave')}</button>
      </div>`;
  }

  #reasons(): string[] {
    const { data, advice } = this.page;
    const { phases } = data;
    const settings = this.page.settings.current;
    const { training, sizes } = settings;
    const { batchSize, beta2, warmupSteps, schedule } = training;
    const amounts = amountsOf(data, settings.validationShare);
    const sum = (key: 'tokens' | 'examples'): number => phases.reduce((total, phase) => total + amounts[phase][key], 0);
    const rates = new Set(phases.map((phase) => plain(training[phase].learningRate)));
    const steps = phases.map((phase) => stepsOf(phase, settings, amounts[phase], advice.tuningSteps));
    return [
      t('recipe.batch', { batch: count(batchSize), tokens: count((batchSize * sum('tokens')) / sum('examples')) }),
      t('recipe.rate', { rate: [...rates].join(' / '), width: sizes.embeddingDim, layers: sizes.numLayers }),
      t('recipe.rise', { n: warmupSteps, schedule: t(`settings.schedule.is.${schedule}`) }),
      t('recipe.beta2', { beta2: plain(beta2), examples: count((batchSize * Math.log(0.5)) / Math.log(beta2)) }),
      ...steps.map(({ untilLearned, expected, most, perEpoch }, i) => {
        const number = i + 1;
        if (untilLearned) return t('recipe.learned', { number, steps: count(expected), most: count(most) });
        const { epochs } = training[phases[i] ?? 'pretrain'];
        return t('recipe.epochs', { number, epochs, steps: count(perEpoch) });
      }),
      ...(phases.includes('tune') ? [t(`recipe.counts.${training.answersOnly ? 'answers' : 'all'}`)] : []),
    ];
  }
}
