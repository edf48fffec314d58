// The recipes: what gives the training options that nobody set by hand.

import { defaults, OPTIONS } from './options';
import type { Schedule, TrainingOptions } from './protocol';

export type Recipe =
  /** What suits data and sizes, as the module says. */
  | 'auto'
  /** The same for all data. */
  | 'classic';

export const RECIPES: readonly Recipe[] = ['auto', 'classic'];

export const CLASSIC: TrainingOptions = {
  ...defaults(OPTIONS.training),
  schedule: OPTIONS.training.schedule.default as Schedule,
  pretrain: defaults(OPTIONS.pretrain),
  tune: defaults(OPTIONS.tune),
};

/** What a recipe says, by the names of its controls; and how each is taken over from other options. */
export const PARTS = {
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
export function taking(parts: readonly RecipePart[], into: TrainingOptions, from: TrainingOptions): TrainingOptions {
  return parts.reduce((options, part) => PARTS[part](options, from), into);
}
