// Without being told how, the program learns people's own questions by heart.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, german, output, run, smallest, write } from '../cli/helpers.mjs';

/** So many questions in English, each of which differs from others by one word alone. */
function english(count) {
  const people = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Gita', 'Hugo', 'Ines', 'Jan', 'Kira'];
  const things = ['boat', 'coat', 'house', 'lamp', 'piano'];
  const colours = ['red', 'blue', 'green', 'black', 'white', 'grey', 'pink'];
  return Array.from({ length: count }, (_, i) => {
    const person = people[i % people.length];
    const thing = things[Math.floor(i / people.length)];
    const colour = colours[(3 * i + (i % 4)) % colours.length];
    return { prompt: `What is the ${thing} of ${person} like?`, answer: `The ${thing} of ${person} is ${colour}.` };
  });
}

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const csv = (pairs) => ['prompt,answer', ...pairs.map((it) => `${quoted(it.prompt)},${quoted(it.answer)}`)].join('\n');

// Of 50 that differ in a word each, the smallest model confuses some with some seeds: 46 to 50 were right of seeds 1 to 20.
for (const [name, content, pairs, sizes, least] of [
  ['own.json', german, german, [], 8],
  ['own.csv', csv(german), german, smallest, 8],
  ['own.json', english(50), english(50), smallest, 45],
]) {
  for (const seed of ['1', '2']) {
    const size = sizes.length > 0 ? 'the smallest model' : 'the usual model';
    test(`${size} learns ${pairs.length} own questions of ${name}, seed ${seed}`, async (t) => {
      const directory = folder(t);
      const data = write(directory, name, content);
      const model = join(directory, 'model.safetensors');
      const result = await run(t, ['train', '--tune', data, ...sizes, '--seed', seed, '--save', model]);
      assert.equal(result.code, 0, result.stderr);
      const end = /^tune      (?:learned after \d[\d,]* steps: )?answers (\d+) of (\d+) of its questions, word for word$/m;
      const [right, asked] = result.stderr.match(end).slice(1).map(Number);
      assert.ok(right >= least, result.stderr);
      assert.equal(asked, pairs.length);
      const eval_ = JSON.parse(await output(t, ['eval', '--model', model, '--data', data, '--json']));
      assert.equal(eval_.exact, right);
      assert.equal(eval_.examples, pairs.length);
      assert.ok(eval_.answer_loss < eval_.loss, `${eval_.answer_loss}`);
    });
  }
}
