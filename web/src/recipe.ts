// The recipes: what gives the training options that nobody set by hand.

import type { TrainingOptions } from './protocol';
import type { Settings } from './settings';

export type Recipe =
  /** What suits data and sizes, as the module says. */
  | 'auto'
  /** The same for all data. */
  | 'classic';

export const RECIPES: readonly Recipe[] = ['auto', 'classic'];

export const CLASSIC: TrainingOptions = {
  pretrain: { epochs: 100, learningRate: 5e-4 },
  tune: { epochs: 100, learningRate: 1e-4 },
  batchSize: 16,
  clipNorm: 5,
  seed: 1,
  shuffle: true,
  schedule: 'constant',
  warmupSteps: 0,
  beta2: 0.999,
  answersOnly: false,
  untilLearned: false,
};

/** What a recipe says, by the names of its controls; and how each is taken over from other options. */
const PARTS = {
  'pretrain-epochs': (into, { pretrain }) => ({ ...into, pretrain: { ...into.pretrain, epochs: pretrain.epochs } }),
  'pretrain-learningRate': (into, { pretrain }) => ({
    ...into,
    pretrain: { ...into.pretrain, learningRate: pretrain.learningRate },
  }),
  'tune-epochs': (into, { tune }) => ({ ...into, tune: { ...into.tune, epochs: tune.epochs } }),
  'tune-learningRate': (into, { tune }) => ({ ...into, tune: { ...into.tune, learningRate: tune.learningRate } }),
  schedule: (into, { schedule }) => ({ ...into, schedule }),
  warmupSteps: (into, { warmupSteps }) => ({ ...into, warmupSteps }),
  batchSize: (into, { batchSize }) => ({ ...into, batchSize }),
  beta2: (into, { beta2 }) => ({ ...into, beta2 }),
  loss: (into, { answersOnly }) => ({ ...into, answersOnly }),
  stop: (into, { untilLearned }) => ({ ...into, untilLearned }),
} satisfies Record<string, (into: TrainingOptions, from: TrainingOptions) => TrainingOptions>;

export type RecipePart = keyof typeof PARTS;
export type Chosen = readonly RecipePart[];

export const RECIPE_PARTS = Object.keys(PARTS) as RecipePart[];

export const withChosen = (chosen: Chosen, part: RecipePart): Chosen =>
  RECIPE_PARTS.filter((name) => name === part || chosen.includes(name));

/** The options with those parts of others. */
function taking(parts: readonly RecipePart[], into: TrainingOptions, from: TrainingOptions): TrainingOptions {
  return parts.reduce((options, part) => PARTS[part](options, from), into);
}

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

/** Whether the two come to the same wherever data and recipe are the same. */
export function sameChoices(a: Settings, b: Settings): boolean {
  const chosenOf = ({ training, chosen, ...others }: Settings): unknown => {
    const { clipNorm, seed, shuffle } = training;
    return { ...others, chosen, clipNorm, seed, shuffle, values: taking(chosen, CLASSIC, training) };
  };
  return JSON.stringify(chosenOf(a)) === JSON.stringify(chosenOf(b));
}

/** Settings as they were kept, with what they had no name for yet. */
export function completed(kept: Settings | Omit<Settings, 'recipe' | 'brief' | 'chosen'>): Settings {
  const training = { ...CLASSIC, ...kept.training };
  if ('recipe' in kept) return { ...kept, training };
  const differs = (part: RecipePart): boolean =>
    JSON.stringify(PARTS[part](CLASSIC, training)) !== JSON.stringify(CLASSIC);
  return { ...kept, training, recipe: 'classic', brief: false, chosen: RECIPE_PARTS.filter(differs) };
}
