// Settings as a recipe and the choices by hand make them.

import type { TrainingOptions } from './protocol';
import { CLASSIC, PARTS, type Recipe, RECIPE_PARTS, type RecipePart, taking } from './recipe';
import { DEFAULTS, type Settings } from './settings';

/** Epochs of each phase, tuning at most so many. */
export interface BriefEpochs {
  pretrain: number;
  tune: number;
}

/**
 * The settings with what their recipe says, but for what was chosen by hand.
 * @param recommended what `auto` says, null if that is not known yet
 * @param brief the dataset's, null if it has none
 */
export function settled(settings: Settings, recommended: TrainingOptions | null, brief: BriefEpochs | null): Settings {
  const { training: now, recipe, chosen } = settings;
  const says = recipe === 'classic' ? CLASSIC : (recommended ?? now);
  let training = taking(RECIPE_PARTS, now, says);
  if (recipe === 'auto' && settings.brief && brief !== null) {
    training = {
      ...training,
      pretrain: { ...training.pretrain, epochs: brief.pretrain },
      tune: { ...training.tune, epochs: brief.tune },
      untilLearned: true,
    };
  }
  training = taking(chosen, training, now);
  // Who says how many epochs gets as many.
  if (chosen.includes('tune-epochs') && !chosen.includes('stop')) training = { ...training, untilLearned: false };
  return { ...settings, training };
}

/** The settings with all left to a recipe. `brief` is the dataset's: without one, it makes no difference. */
export const leftTo = (recipe: Recipe, settings: Settings, brief: BriefEpochs | null): Settings => ({
  ...settings,
  recipe,
  brief: brief === null,
  chosen: [],
});

/** Whether the two come to the same, but for rounding, wherever data and recipe are the same. */
export function sameChoices(a: Settings, b: Settings): boolean {
  const chosenOf = ({ training, chosen, arithmetic: _, ...others }: Settings): unknown => {
    const { clipNorm, beta1, epsilon, seed, shuffle } = training;
    return { ...others, chosen, clipNorm, beta1, epsilon, seed, shuffle, values: taking(chosen, CLASSIC, training) };
  };
  return JSON.stringify(chosenOf(a)) === JSON.stringify(chosenOf(b));
}

/** As they were kept, before some of their parts. */
type KeptSettings = Settings | Omit<Settings, 'arithmetic'> | Omit<Settings, 'arithmetic' | 'recipe' | 'brief' | 'chosen'>;

/** Settings as they were kept, with what they had no name for yet. */
export function completed(kept: KeptSettings): Settings {
  const training = { ...CLASSIC, ...kept.training };
  const { arithmetic } = { ...DEFAULTS, ...kept };
  if ('recipe' in kept) return { ...kept, training, arithmetic };
  const differs = (part: RecipePart): boolean =>
    JSON.stringify(PARTS[part](CLASSIC, training)) !== JSON.stringify(CLASSIC);
  return { ...kept, training, arithmetic, recipe: 'classic', brief: false, chosen: RECIPE_PARTS.filter(differs) };
}
