// The words as properties. Written by web/words.mjs from the table in words.ts.

/** Null: not given. */
export interface WordProperties {
  data: string | null;
  preset: 'quick' | 'usual' | 'larger' | null;
  recipe: 'auto' | 'classic' | null;
  tokenizer: 'unicode-word' | 'word' | 'character' | 'byte-pair' | null;
  layers: number | null;
  dim: number | null;
  heads: number | null;
  hiddenDim: number | null;
  context: number | null;
  pretrainEpochs: number | null;
  pretrainLr: number | null;
  tuneEpochs: number | null;
  tuneLr: number | null;
  warmup: number | null;
  batchSize: number | null;
  beta2: number | null;
  clipNorm: number | null;
  beta1: number | null;
  epsilon: number | null;
  seed: number | null;
  validationShare: number | null;
  targetLoss: number | 'off' | null;
  plateau: number | 'off' | null;
  activation: 'relu' | 'gelu' | null;
  schedule: 'constant' | 'linear' | 'cosine' | null;
  loss: 'answers' | 'all' | null;
  stop: 'learned' | 'epochs' | null;
  arithmetic: 'exact' | 'fastest' | null;
  question: string | null;
  askAs: 'auto' | 'chat' | 'text' | null;
  temperature: number | null;
  topK: number | null;
  topP: number | null;
  maxTokens: number | null;
  askSeed: number | null;
  show: readonly string[] | null;
  lock: readonly string[] | null;
  task: string | null;
  target: string | null;
  autostart: 'no' | 'visible' | 'yes' | null;
  effort: 'full' | 'half' | 'quarter' | null;
  language: 'auto' | 'en' | 'de' | 'es' | null;
  theme: 'auto' | 'light' | 'dark' | null;
  height: number | 'off' | null;
}
