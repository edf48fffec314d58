// The module's methods that look into a model and its data, each against what glassgpt.d.ts says of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { begunSession, loadModule } from './module.mjs';

const module = await loadModule();
const trained = begunSession(module);
while (trained.training()) trained.trainStep();

test('inspect shows words, every position and the size of what each part puts out', () => {
  const it = trained.inspect('Water is blorp.', 3);
  assert.deepEqual(it.words, ['Water', 'is', 'blorp', '.']);
  assert.deepEqual(it.tokens, ['Water', 'is', '<unk>', '.']);
  assert.equal(it.ids.length, 4);
  assert.equal(it.ids[2], 0);
  assert.deepEqual(it.positions.map((position) => position.length), [3, 3, 3, 3]);
  assert.deepEqual(it.positions[3], it.next);
  assert.ok(it.followed instanceof Float32Array);
  assert.equal(it.followed.length, 3);
  const is = it.positions[0].find((token) => token.token === 'is');
  assert.equal(it.followed[0], is.probability);
  assert.equal(it.activations.length, 1 + 4 * it.numLayers + 1);
  assert.equal(it.activations[1].name, 'blocks.0.attention');
  assert.ok(it.activations.every((part) => part.rms > 0));
});
