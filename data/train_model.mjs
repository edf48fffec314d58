// Trains the small model that the page has before anything is trained on it, and writes it into trained-model/: a
// language's weights, trained-model-en.safetensors, rounded so that they pack well, and what is told of their training,
// trained-model-en.json, which web/src/page/shown-state.ts describes.
//
//   GLASSGPT_WASM_DIR=build/wasm/wasm node data/train_model.mjs [language]… [--output DIRECTORY]
//
// It trains with the WASM module, which computes the same bits on every machine: the same data gives the same files.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { roundedModel } from './rounded_model.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** Of a language's weights by gzip, in bytes. */
export const BUDGET = 150_000;
/** Of the questions that it is trained with, and of other ways to put them, it answers at least these shares. */
const LEAST_TRAINED = 1;
const LEAST_HELD_OUT = 0.95;

const SIZES = { maxSeqLen: 48, embeddingDim: 64, hiddenDim: 128, numLayers: 2, numHeads: 4 };
const TUNING_EPOCHS = 30;
/** Of the questions put in other words, so many measure it after every epoch. */
const VALIDATION_EVERY = 5;
/** Grid of a tensor's weights, as a share of their root mean square. */
const COARSENESS = 1 / 4;
/** Points of the curves that are kept, and their digits. */
const MOST_POINTS = 240;
const DIGITS = 4;
/** Tokens that are told of those that may come next. */
const NEXT = 10;
/** Longest sample and longest answer, in tokens. */
const LONGEST = 24;

/**
 * What of a language's data it learns, by the forms of the facts; what it is shown going on with in each phase; and what
 * one may ask it, at last something that it was told nothing of.
 */
export const LANGUAGES = {
  en: {
    folder: '.',
    seed: 2,
    facts: [
      /^The capital of /,
      /^Most people in .* speak /,
      /^The opposite of /,
      /^A young /,
      /^An? \S+ is a kind of /,
      /^The color of /,
      /^The day after /,
      / paint together make /,
      / planet from the Sun is /,
      /^[\w ]+ has [\w-]+ [a-z]+\.$/,
    ],
    prompts: { pretrain: 'The capital of France is', tune: 'What is the capital of France?' },
    questions: [
      'What is the capital of France?',
      'What is a young cat called?',
      'Which day comes after Monday?',
      'What is the opposite of hot?',
      'Who wrote Hamlet?',
    ],
  },
  de: {
    folder: 'de',
    seed: 3,
    facts: [
      /^Die Hauptstadt von /,
      /^Die meisten Menschen in .* sprechen /,
      /^Das Gegenteil von /,
      /^Eine? junge[rs]? \S+ heißt /,
      / gehört zu den /,
      /^Die Farbe /,
      /^Nach dem /,
      / ergeben zusammen /,
      / Planet von der Sonne aus ist /,
      /^Eine? \S+ hat \S+ \S+\.$/,
    ],
    prompts: { pretrain: 'Die Hauptstadt von Frankreich ist', tune: 'Was ist die Hauptstadt von Frankreich?' },
    questions: [
      'Was ist die Hauptstadt von Frankreich?',
      'Wie heißt eine junge Katze?',
      'Welcher Tag kommt nach dem Montag?',
      'Was ist das Gegenteil von heiß?',
      'Wer hat den Faust geschrieben?',
    ],
  },
  es: {
    folder: 'es',
    seed: 3,
    facts: [
      /^La capital de /,
      /^La mayoría de la gente en .* habla /,
      /^Lo contrario de /,
      /^La cría /,
      / es un tipo de /,
      /^El color /,
      /^El (?:día|mes) después /,
      / juntos dan /,
      / planeta desde el Sol es /,
      /^Una? \S+ tiene \S+ \S+\.$/,
    ],
    prompts: { pretrain: 'La capital de Francia es', tune: '¿Cuál es la capital de Francia?' },
    questions: [
      '¿Cuál es la capital de Francia?',
      '¿Cómo se llama la cría del perro?',
      '¿Qué día viene después del lunes?',
      '¿Qué es lo contrario de caliente?',
      '¿Quién escribió Hamlet?',
    ],
  },
};

/** Of a language's files, without their endings. */
export const nameOf = (language) => `trained-model-${language}`;

/** The data that a language's model learns from, and what measures it. */
export async function dataOf(language) {
  const { folder, facts: forms } = LANGUAGES[language];
  const read = async (name) => JSON.parse(await readFile(path.join(HERE, folder, name), 'utf8'));
  const [facts, chats, heldOut] = await Promise.all(['facts.json', 'chats.json', 'chats-heldout.json'].map(read));
  const learned = facts.filter((fact) => forms.some((form) => form.test(fact)));
  const about = new Set(learned);
  const ofThose = (pairs) => pairs.filter(({ answer }) => about.has(answer));
  return { facts: learned, chats: ofThose(chats), heldOut: ofThose(heldOut) };
}

export async function loadModule(folder) {
  const { default: createGlassGpt } = await import(pathToFileURL(path.resolve(folder, 'glassgpt.js')).href);
  return createGlassGpt({ wasmBinary: await readFile(path.resolve(folder, 'glassgpt.wasm')) });
}

export const fileOf = (name, content) => ({ name, bytes: new TextEncoder().encode(JSON.stringify(content)) });

/** The share of the prompts that a model answers word for word. */
export function answeredShare(session, chats) {
  const { exact, chats: asked } = session.evaluate(fileOf('chats.json', chats));
  return exact / asked;
}

/** The whole continuation of a prompt. */
function continued(session, prompt) {
  session.beginGeneration(prompt, { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: LONGEST });
  let text = '';
  for (let token = session.nextToken(); token !== null; token = session.nextToken()) text += token.text;
  return text;
}

/** What is told of a training: its steps, and what the model said on the way. */
class Record {
  answers = {};
  samples = [];
  #steps = [];

  constructor(module, { prompts, questions }, example, options, report) {
    Object.assign(this, { module, prompts, questions, example, options, report });
  }

  add(step) {
    this.#steps.push(step);
  }

  /** Asks the model what the page asks one that it trains itself. */
  look(session, at, phase, step) {
    const { prompts, questions: [question], module } = this;
    const chat = module.chatPrompt(question);
    this.answers[at] = { type: 'milestone', at, step, question, text: continued(session, chat) };
    this.sample(session, phase, step, prompts);
  }

  sample(session, phase, step) {
    const prompt = this.prompts[phase];
    const text = phase === 'tune' ? this.module.chatPrompt(prompt) : prompt;
    const { next } = session.inspect(text, NEXT);
    const its = next.map(({ id, token, probability }) => ({ id, token, probability: rounded(probability) }));
    const sample = { step, phase, prompt, text: continued(session, text), next: its };
    this.samples = [...this.samples.filter((earlier) => earlier.step < step), sample];
  }

  get json() {
    const last = this.#steps.at(-1);
    const every = Math.ceil(this.#steps.length / MOST_POINTS);
    // Where an epoch ends there is its mean, and what was measured.
    const kept = this.#steps.filter(({ epochEnded, step }) => epochEnded || step % every === 0);
    const column = (of) => kept.map((step) => rounded(of(step)));
    const none = kept.map(() => null);
    const history = {
      step: kept.map(({ step }) => step),
      loss: column(({ loss }) => loss),
      epochLoss: column(({ epochEnded, epochLoss }) => (epochEnded ? epochLoss : null)),
      validationLoss: column(({ validationLoss }) => validationLoss),
      gradNorm: column(({ gradNorm }) => gradNorm),
      learningRate: column(({ learningRate }) => learningRate),
      // How fast a machine is that nobody knows is of no use.
      tokensPerSecond: none,
      seconds: none,
    };
    const { questions, example, prompts, options, answers, samples, report } = this;
    const all = { questions, example, prompts, options, report, last: { ...last, validationLoss: rounded(last.validationLoss) }, answers, samples, history };
    const lines = Object.entries(all).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return `{${lines.join(',\n')}}\n`;
  }
}

/** As JSON can hold it. */
function rounded(value) {
  return value === null || Number.isNaN(value) ? null : Number(value.toPrecision(DIGITS));
}

function train(module, language, { facts, chats, heldOut }) {
  const { seed } = LANGUAGES[language];
  const session = new module.Session();
  session.setData('pretrain', [fileOf('facts.json', facts)]);
  // Facts once more, so that it can still go on with a text that is no question.
  session.setData('tune', [fileOf('chats.json', chats), fileOf('facts.json', facts)]);
  session.setValidation('tune', [fileOf('validation.json', heldOut.filter((_, i) => i % VALIDATION_EVERY === 0))]);
  session.create(SIZES, seed);
  const sizeOf = (phase) => {
    const { examples, predictedTokens } = session.countPhaseTokens(phase).training;
    return { examples, questions: phase === 'tune' ? chats.length : 0, tokens: predictedTokens };
  };
  const recipe = module.recommended({ pretrain: sizeOf('pretrain'), tune: sizeOf('tune') }, SIZES, null);
  // Prompts count as well: what is shown of them is then what the model expects.
  const tune = { ...recipe.tune, epochs: TUNING_EPOCHS };
  const options = { ...recipe, tune, seed, answersOnly: false, untilLearned: false };
  const record = new Record(module, LANGUAGES[language], facts[0], options, session.startTraining(options));
  record.look(session, 'start', 'pretrain', 0);
  while (session.training()) {
    const step = session.trainStep();
    record.add(step);
    if (step.epochEnded) record.sample(session, step.phase, step.step);
    if (step.epochEnded && step.epoch === step.epochs) record.look(session, step.phase, step.phase, step.step);
  }
  return { bytes: session.save('safetensors', false), record };
}

/** Throws unless the rounded model is as small, and knows as much, as is promised. */
export function check(module, language, bytes, { chats, heldOut }) {
  const session = new module.Session();
  session.open(`${language}.safetensors`, bytes);
  const size = gzipSync(bytes, { level: 9 }).length;
  const trained = answeredShare(session, chats);
  const others = answeredShare(session, heldOut);
  const percent = (share) => `${(100 * share).toFixed(1)}%`;
  const told = `${language}: ${size} bytes by gzip, answers ${percent(trained)} of ${chats.length} questions and ${percent(others)} of ${heldOut.length} put in other words`;
  if (size > BUDGET || trained < LEAST_TRAINED || others < LEAST_HELD_OUT) throw new Error(`not good enough: ${told}`);
  return told;
}

async function main(words) {
  const folder = process.env.GLASSGPT_WASM_DIR;
  if (!folder) throw new Error('GLASSGPT_WASM_DIR is not set: it names the folder of glassgpt.js and glassgpt.wasm');
  const place = words.indexOf('--output');
  const output = place < 0 ? path.join(HERE, 'trained-model') : words[place + 1];
  const named = words.filter((_, i) => place < 0 || (i !== place && i !== place + 1));
  const module = await loadModule(folder);
  await mkdir(output, { recursive: true });
  for (const language of named.length > 0 ? named : Object.keys(LANGUAGES)) {
    if (!(language in LANGUAGES)) throw new Error(`no data is named for ${language}: LANGUAGES in ${import.meta.url} has ${Object.keys(LANGUAGES)}`);
    const data = await dataOf(language);
    const { bytes, record } = train(module, language, data);
    const model = roundedModel(bytes, COARSENESS);
    console.log(check(module, language, model, data));
    const name = nameOf(language);
    await writeFile(path.join(output, `${name}.safetensors`), model);
    await writeFile(path.join(output, `${name}.json`), record.json);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
