// What a run was set to, as a list of names and values, and how runs differ in it.

import { DATASETS, defaultsOf, inItsLanguage } from '../../datasets';
import { count, figures, percent } from '../../format';
import { language, t } from '../../i18n/translate';
import type { RecipePart } from '../../recipe';
import type { KeptRun } from '../../page/run-store';
import { ACTIVATION_CHOICE, tokenizerOf } from '../../settings';
import { completed } from '../../settings-by-recipe';

type Value = string | number | boolean | null;

/** In the order in which they are shown. */
function values({ dataset, files, from, settings }: Pick<KeptRun, 'dataset' | 'files' | 'from' | 'settings'>) {
  const { sizes, training, validationShare, stopping, recipe } = completed(settings);
  return {
    data: dataset === 'own' ? files.join(', ') : dataset,
    from,
    tokenizer: tokenizerOf(settings),
    numLayers: sizes.numLayers,
    numHeads: sizes.numHeads,
    embeddingDim: sizes.embeddingDim,
    hiddenDim: sizes.hiddenDim,
    maxSeqLen: sizes.maxSeqLen,
    activation: ACTIVATION_CHOICE.get(settings),
    recipe,
    batchSize: training.batchSize,
    pretrainEpochs: training.pretrain.epochs,
    pretrainRate: training.pretrain.learningRate,
    tuneEpochs: training.tune.epochs,
    tuneRate: training.tune.learningRate,
    stop: training.untilLearned ? 'learned' : 'epochs',
    loss: training.answersOnly ? 'answers' : 'all',
    schedule: training.schedule,
    warmupSteps: training.warmupSteps,
    beta2: training.beta2,
    clipNorm: training.clipNorm,
    beta1: training.beta1,
    epsilon: training.epsilon,
    seed: training.seed,
    validationShare,
    targetLoss: stopping.targetLoss,
    plateauEpochs: stopping.plateauEpochs,
  } satisfies Record<string, Value>;
}

export type Setting = keyof ReturnType<typeof values>;

export const settingName = (setting: Setting): string => t(`runs.setting.${setting}`);

/** A setting's value in words. */
export function settingValue(run: KeptRun, setting: Setting): string {
  const value: Value = values(run)[setting];
  if (setting === 'data' && run.dataset !== 'own') {
    const dataset = DATASETS[run.dataset];
    return inItsLanguage(t(`runs.dataset.${dataset.kind}`), dataset, language());
  }
  if (setting === 'tokenizer' || setting === 'activation' || setting === 'schedule' || setting === 'loss' || setting === 'stop') return t(`settings.${setting}.is.${value}`);
  if (setting === 'recipe') return t(`recipe.${value}`);
  if (setting === 'validationShare') return percent(run.settings.validationShare);
  if (value === null || value === '') return t('runs.none');
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? count(value) : figures(value);
}

/** The settings in which not all of these runs are alike. */
export function differences(runs: readonly KeptRun[]): Setting[] {
  const [first, ...others] = runs.map(values);
  if (first === undefined) return [];
  return (Object.keys(first) as Setting[]).filter((name) => others.some((other) => other[name] !== first[name]));
}

/** What a recipe says, unless somebody chose it by hand. */
const OF_RECIPE: Partial<Record<Setting, RecipePart>> = {
  batchSize: 'batchSize',
  pretrainEpochs: 'pretrain-epochs',
  pretrainRate: 'pretrain-learningRate',
  tuneEpochs: 'tune-epochs',
  tuneRate: 'tune-learningRate',
  stop: 'stop',
  loss: 'loss',
  schedule: 'schedule',
  warmupSteps: 'warmupSteps',
  beta2: 'beta2',
};

/** What it was trained on, and what differs from the defaults or was chosen by hand. */
export function runName(run: KeptRun): string {
  const usual = values({ ...run, from: '', settings: defaultsOf(run.dataset) });
  const its = values(run);
  const { chosen } = completed(run.settings);
  const special = (Object.keys(its) as Setting[]).filter((name) => {
    const part = OF_RECIPE[name];
    return part === undefined ? name !== 'data' && its[name] !== usual[name] : chosen.includes(part);
  });
  return [settingValue(run, 'data'), settingsText(run, special)].filter((part) => part !== '').join(' · ');
}

/** Some of its settings, in a line. */
export function settingsText(run: KeptRun, settings: readonly Setting[]): string {
  return settings
    .map((name) => t('runs.with', { name: settingName(name), value: settingValue(run, name) }))
    .join(' · ');
}
