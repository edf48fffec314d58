import 'glassgpt/element';
import { GlassGPT } from 'glassgpt';

import { SENTENCES } from './sentences.js';

/** Trains a model on the sentences and shows its loss, then has it continue one of them. */
async function train() {
  const loss = document.getElementById('loss');
  const model = await GlassGPT.create({ data: SENTENCES, layers: 1, batchSize: 2, seed: 3 });
  for await (const progress of model.train()) loss.textContent = progress.loss.toFixed(2);
  document.getElementById('answer').textContent = await model.ask('A cat has');
  model.dispose();
}

document.querySelector('button').addEventListener('click', train);
