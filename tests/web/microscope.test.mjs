// One training step, taken apart: what the formulas say against the same mathematics done here in doubles.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { Microscope, read } from './microscope-page.mjs';
import { startBrowser, UNTRAINED } from './support.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

const STAGES = 31;
const TEXT = 'The capital of France is Paris.';

let browser;
let glass;
let microscope;
before(async () => {
  browser = await startBrowser();
  glass = await browser.open({ address: UNTRAINED });
  microscope = new Microscope(glass);
});
after(() => browser.close());

/** Equal to the four figures that are shown, but for what floats cost. */
function assertShows(shown, wanted, what) {
  assert.ok(
    Math.abs(shown - wanted) <= 1e-3 * Math.abs(wanted) + 1e-12,
    `${what}: shows ${shown}, should be ${wanted}`,
  );
}

const at = ({ cols, values }, r, c) => values[r * cols + c];
const row = ({ cols, values }, r) => values.slice(r * cols, (r + 1) * cols);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const dot = (a, b) => sum(a.map((value, i) => value * b[i]));

test('a step is taken apart before there was any training, and every formula holds', async () => {
  const { forward, backward, losses, loss, weights, tokens, targets, targetIds, update, ...rest } =
    await microscope.take(TEXT);
  assert.deepEqual(tokens, ['The', 'capital', 'of', 'France', 'is', 'Paris', '.']);
  assert.equal(rest.step, 0);
  const t = 4; // it follows "is", after which "Paris" is to come
  assert.equal(targets[t], 'Paris');
  assert.equal(
    await microscope.part.locator('.tokens input:checked').evaluate((input) => input.parentElement.textContent.trim()),
    'is',
  );

  await microscope.go(4);
  const width = forward['blocks.0.query'].cols / rest.numHeads;
  const attention = row(forward['blocks.0.attention'], t).slice(0, t + 1);
  const s = attention.indexOf(Math.max(...attention));
  const key = (position) => row(forward['blocks.0.key'], position).slice(0, width);
  const scores = [0, 1, 2, 3, 4].map(
    (position) => dot(row(forward['blocks.0.query'], t).slice(0, width), key(position)) / Math.sqrt(width),
  );
  assertShows(await microscope.result('scoresNumbers'), scores[s], 'the score');

  await microscope.go(5);
  assertShows(await microscope.result('weightsNumbers'), Math.exp(scores[s]) / sum(scores.map(Math.exp)), 'the weight');

  await microscope.go(8);
  const x = row(forward['blocks.0.sum1'], t);
  const mean = sum(x) / x.length;
  const variance = sum(x.map((value) => (value - mean) ** 2)) / x.length;
  assertShows(await microscope.result('meanNumbers'), mean, 'the mean');
  assertShows(await microscope.result('varianceNumbers'), variance, 'the variance');
  assertShows(await microscope.result('normNumbers'), (x[0] - mean) / Math.sqrt(variance + 1e-5), 'LayerNorm');

  await microscope.go(9);
  const [, unit] = /^u4,(\d+)/.exec((await microscope.formula('upNumbers')).replaceAll(' ', ''));
  const w1 = weights['blocks.0.ffn.w1'];
  const column = row(forward['blocks.0.norm1'], t).map((_, i) => at(w1, i, Number(unit)));
  const into = dot(row(forward['blocks.0.norm1'], t), column) + weights['blocks.0.ffn.b1'].values[unit];
  assertShows(await microscope.result('upNumbers'), into, 'the sum of the hidden unit');
  await microscope.go(10);
  assertShows(await microscope.result('reluNumbers'), Math.max(0, into), 'the hidden unit');

  await microscope.go(15);
  const logits = row(forward.logits, t);
  const probability = Math.exp(logits[targetIds[t]]) / sum(logits.map(Math.exp));
  assertShows(await microscope.result('lossNumbers'), -Math.log(probability), 'the loss of "Paris"');
  assertShows(await microscope.result('meanLossNumbers'), sum(losses) / losses.length, 'the mean loss');

  await microscope.go(16);
  assertShows(
    await microscope.result('dTargetNumbers'),
    (probability - 1) / tokens.length,
    'the gradient of the logit',
  );

  await microscope.go(27);
  const { row: r, col: c } = update;
  assert.equal(update.tensor, 'blocks.0.ffn.w1');
  const gradient = sum(
    tokens.map((_, position) =>
      at(forward['blocks.0.up'], position, c) > 0
        ? at(forward['blocks.0.norm1'], position, r) * at(backward['blocks.0.hidden'], position, c)
        : 0,
    ),
  );
  assert.ok(Math.abs(gradient) > 1e-6, 'the weight that is proposed is one that moves');
  assertShows(await microscope.result('dWeightNumbers'), gradient, 'the gradient of the weight');

  // Adam, from nothing: g / |g| of the learning rate, but for epsilon. The recipe's rate for 2 layers of width 64 and a
  // batch of 16 is 2.5e-3 * 128 / 64 * sqrt(3 / 2), in two digits, and the first of 50 steps of warm-up.
  await microscope.go(31);
  const g = gradient * Math.min(1, 5 / rest.gradNorm);
  const moved = at(w1, r, c) - (0.0061 / 50) * (g / (Math.abs(g) + 1e-8));
  const shown = await microscope.result('updateNumbers');
  assert.ok(
    Math.abs(shown - moved) < 1e-7 + 1e-5 * Math.abs(moved),
    `the new weight: shows ${shown}, should be ${moved}`,
  );

  assert.ok(Math.abs(loss - sum(losses) / losses.length) < 1e-5);
  glass.assertNoFaults();
});

test('every stage has its words, its formulas without gaps, and its lines of the core', async () => {
  await microscope.go(1);
  const texts = new Set();
  for (let stage = 1; stage <= STAGES; ++stage) {
    await microscope.part.locator('gg-stage h3', { hasText: new RegExp(`^${stage}\\.`) }).waitFor();
    const its = await microscope.part.locator('gg-stage').evaluate((element) => ({
      text: element.shadowRoot.querySelector('.text').textContent,
      gaps: [...element.shadowRoot.querySelectorAll('math [data-place]')].filter((place) =>
        /^[–\s]*$/.test(place.textContent),
      ).length,
      formulas: element.shadowRoot.querySelectorAll('math').length,
      sources: element.shadowRoot.querySelectorAll('gg-source-lines').length,
    }));
    texts.add(its.text);
    assert.doesNotMatch(its.text, /microscope\.|[{}]/);
    assert.equal(its.gaps, 0, `stage ${stage} has no gaps`);
    assert.ok(its.formulas > 0 && its.sources > 0, `stage ${stage} has a formula and its source`);
    if (stage < STAGES) await microscope.part.locator('.walk button').last().click();
  }
  assert.equal(texts.size, STAGES);

  // The line that the last stage links to is that line of the file.
  const link = microscope.part.locator('gg-source-lines button.open').last();
  const [file, line] = (await link.innerText()).split(':');
  await link.click();
  const marked = await microscope.part.locator('gg-source-lines dialog[open] .line').textContent();
  const code = (await readFile(new URL(`../../${file}`, import.meta.url), 'utf8')).split('\n')[Number(line) - 1];
  assert.equal(marked.replace(line, '').trim(), code.trim());
  assert.match(marked, /theta\[i\] -=/);
  await glass.page.keyboard.press('Escape');
  await microscope.part.locator('gg-source-lines dialog[open]').waitFor({ state: 'detached' });
  glass.assertNoFaults();
});

test('while training, a step stays as it was taken, and any weight can be picked', async () => {
  await glass.click('Train');
  await glass.waitForStep(1);
  const { step } = await microscope.take(TEXT);
  assert.ok(step >= 2);
  const label = microscope.part.locator('[data-name=taken]');
  assert.match(await label.innerText(), new RegExp(`\\b${step + 1}\\b`));
  const before = await label.innerText();
  await glass.waitForStep(step + 1);
  await glass.click('Pause');
  await label.filter({ hasText: /gone on/ }).waitFor();
  assert.ok((await label.innerText()).startsWith(before.split('.')[0]), 'it is still the same step');

  await microscope.go(27);
  const tensor = microscope.part.locator('#tensor');
  await microscope.shown(() => tensor.selectOption('blocks.1.attention.query'));
  await microscope.shown(async () => {
    await microscope.part.locator('#row').fill('3');
    await microscope.part.locator('#row').blur();
  });
  const { forward, backward, update } = await microscope.shown(async () => {
    await microscope.part.locator('#col').fill('5');
    await microscope.part.locator('#col').blur();
  });
  assert.deepEqual([update.tensor, update.row, update.col], ['blocks.1.attention.query', 3, 5]);
  const gradient = sum(
    forward['blocks.0.out'].values.flatMap((value, i) =>
      i % forward['blocks.0.out'].cols === 3
        ? [value * at(backward['blocks.1.query'], Math.floor(i / forward['blocks.0.out'].cols), 5)]
        : [],
    ),
  );
  assertShows(await microscope.result('dWeightNumbers'), gradient, 'the gradient of a query weight');
  await microscope.go(29);
  assertShows(await microscope.result('firstNumbers'), 0.9 * update.firstBefore + 0.1 * update.clipped, 'm');
  const beta2 = 0.97; // half of a squared gradient is forgotten after 364 examples: 2^(-16/364)
  assert.match((await microscope.formula('secondNumbers')).replaceAll(' ', ''), /^v=0\.97⋅.*\+0\.03⋅/);
  assertShows(
    await microscope.result('secondNumbers'),
    beta2 * update.secondBefore + (1 - beta2) * update.clipped ** 2,
    'v',
  );
  assert.ok(update.firstBefore !== 0, 'Adam remembers the steps before');
  glass.assertNoFaults();
});

test('a model of another activation has its stages', async () => {
  const { bytes } = await glass.save('Download .json');
  const model = JSON.parse(bytes);
  model.config.activation = 'gelu';
  await glass.openModel({ name: 'gelu.json', bytes: JSON.stringify(model) });
  await glass.page.getByLabel('the weights of gelu.json', { exact: true }).waitFor();
  await microscope.part.locator('form button:enabled').waitFor();
  const { forward, backward } = await microscope.take(TEXT);
  const t = 4;
  const tanh = (u) => Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u ** 3));
  const gelu = (u) => (u / 2) * (1 + tanh(u));

  /** The unit that a formula is of, and what it was given. */
  const followed = async (formula) => {
    const [, unit] = /^d?[hu]4,(\d+)=/.exec((await microscope.formula(formula)).replaceAll(' ', ''));
    return { unit: Number(unit), u: at(forward['blocks.0.up'], t, Number(unit)) };
  };
  await microscope.go(10);
  const { unit, u } = await followed('geluNumbers');
  assertShows(await microscope.result('geluTanhNumbers'), tanh(u), 'tau');
  assertShows(await microscope.result('geluNumbers'), at(forward['blocks.0.hidden'], t, unit), 'the hidden unit');
  assert.ok(Math.abs(at(forward['blocks.0.hidden'], t, unit) - gelu(u)) < 1e-5 * Math.abs(u));

  await microscope.go(20);
  const its = await followed('dGeluNumbers');
  const slope = (gelu(its.u + 1e-4) - gelu(its.u - 1e-4)) / 2e-4;
  const dh = at(backward['blocks.0.hidden'], t, its.unit);
  assertShows(await microscope.result('dGeluNumbers'), slope * dh, 'the gradient before the activation');
  const shown = (await microscope.formula('dGeluNumbers')).split('=')[1].split('⋅')[1];
  assertShows(read(shown), slope, 'the slope');
  glass.assertNoFaults();
});

test('on a phone and in Spanish: nothing scrolls sideways but formulas, and keys read out numbers', async () => {
  const phone = await browser.open({ viewport: { width: 360, height: 740 }, locale: 'es-ES', address: `${UNTRAINED}&data=facts` });
  await phone.show('microscope');
  const its = new Microscope(phone);
  const { forward } = await its.take(TEXT);
  await its.part.locator('.walk select').selectOption({ index: 3 });
  await its.part.getByRole('heading', { name: '4. Puntuaciones de atención' }).waitFor();
  assert.ok(await its.part.evaluate((part) => part.scrollWidth <= part.clientWidth && part.clientWidth <= 360));
  const formula = its.part.locator('[data-formula=scoresNumbers]');
  assert.ok(await formula.evaluate((box) => box.scrollWidth > box.clientWidth && box.tabIndex === 0));

  const grid = its.part.locator('gg-tensor-grid').first();
  await grid.locator('[role=group]').first().focus();
  // Into the corner, wherever the pointer was; from there to row 4, column 1.
  const keys = { ArrowUp: 7, ArrowLeft: 7, ArrowDown: 4, ArrowRight: 1 };
  for (const [key, times] of Object.entries(keys)) {
    for (let i = 0; i < times; ++i) await phone.page.keyboard.press(key);
  }
  const readout = await grid.locator('output').innerText();
  assert.match(readout, /^is, capital: /);
  assertShows(
    read(readout.split(': ')[1].replace(',', '.')),
    at(forward['blocks.0.scores'], 4, 1),
    'the score read out',
  );

  await grid.locator('summary').click();
  await grid.locator('tbody tr').first().waitFor();
  assert.equal(await grid.locator('tbody tr').count(), 7);
  assert.deepEqual((await grid.locator('tbody tr').first().locator('td').allInnerTexts()).slice(1), Array(6).fill('–'));

  await its.part.locator('.walk select').selectOption({ index: 28 });
  assert.match(await its.formula('firstNumbers'), /^m=0,9⋅/);

  await phone.page.evaluate(axe);
  for (const index of [3, 30]) {
    await its.part.locator('.walk select').selectOption({ index });
    const violations = await its.part.evaluate(async (part) => (await window.axe.run(part)).violations.map(({ help }) => help));
    assert.deepEqual(violations, []);
  }
  phone.assertNoFaults();
  await phone.close();
});
