// Rests between turns of training: as long as the share of the core asks, and told.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import { loadModules } from '../../web/modules.mjs';

const [{ Rests }] = await loadModules('worker/rests');

let now;
let told;
let rests;

beforeEach(() => {
  now = 1000;
  told = [];
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(performance, 'now', () => now);
  rests = new Rests({ goOn: () => told.push('goes on'), rested: (milliseconds) => told.push(milliseconds) });
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

function pass(milliseconds) {
  now += milliseconds;
  mock.timers.tick(milliseconds);
}

test('with all of the core there is no rest', () => {
  rests.worked(20);
  rests.begin();
  assert.equal(rests.resting, false);
});

test('with a quarter it rests three times as long as it worked', () => {
  rests.share = 1 / 4;
  rests.worked(20);
  rests.begin();
  pass(59);
  assert.equal(rests.resting, true);
  pass(1);
  assert.deepEqual([rests.resting, told], [false, [60, 'goes on']]);
  rests.begin();
  assert.equal(rests.resting, false, 'it has rested for all that');
});

test('what was worked while it could not rest is rested for later', () => {
  rests.share = 1 / 2;
  rests.worked(20);
  rests.worked(15);
  rests.begin();
  pass(35);
  assert.deepEqual(told, [35, 'goes on']);
});

test('a rest ends when training does, and what else took of it is no part of it', () => {
  rests.share = 1 / 2;
  rests.worked(100);
  rests.begin();
  pass(30);
  rests.leaveOut(10);
  rests.end();
  pass(100);
  assert.deepEqual(told, [20], 'and it does not go on by itself');
});

test('another share begins at once', () => {
  rests.share = 1 / 4;
  rests.worked(20);
  rests.begin();
  pass(10);
  rests.share = 1;
  assert.equal(rests.resting, false);
});
