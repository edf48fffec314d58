// Model files and training files: what is saved opens again, and what cannot be read does no harm.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { prepareSmallRun, SMALL_DATA, startBrowser, trainSmallModel, UNTRAINED } from './support.mjs';

const QUESTION = 'What is white and cold?';
const ANSWER = 'Snow is white and cold.';

let browser;
let glass;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
beforeEach(async () => (glass = await browser.open({ address: UNTRAINED })));
afterEach(() => glass.close());

for (const format of ['safetensors', 'json']) {
  test(`a model saved as .${format} answers the same when the page is loaded anew`, async () => {
    await trainSmallModel(glass);
    assert.equal(await glass.ask(QUESTION), ANSWER);
    const file = await glass.save(`Download .${format}`);
    assert.equal(file.name, `glassgpt-step-320.${format}`);

    await glass.load(UNTRAINED);
    assert.equal(await glass.button('Ask').isDisabled(), true);
    await glass.openModel(file);
    await glass.button('Ask').and(glass.page.locator(':enabled')).waitFor();
    assert.equal(await glass.ask(QUESTION), ANSWER);
    glass.assertNoFaults();
  });
}

test('training goes on from a file to the very weights of a run that never stopped', async () => {
  await trainSmallModel(glass);
  const whole = await glass.save('Download .safetensors');

  await glass.load(UNTRAINED);
  await prepareSmallRun(glass);
  for (let step = 0; step < 3; ++step) await glass.takeStep();
  const part = await glass.save('Download .safetensors');

  await glass.load(UNTRAINED);
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.openModel(part);
  await glass.page.getByRole('radio', { name: `${part.name}, where its training stopped`, checked: true }).waitFor();
  await glass.set({ 'Validation share': 0 }); // the same examples as before
  await glass.click('Train');
  await glass.waitForState('Trained');
  assert.deepEqual(Object.values((await glass.heard('progress'))[0].steps.step)[0], 4);
  assert.ok((await glass.save('Download .safetensors')).bytes.equals(whole.bytes));
  glass.assertNoFaults();
});

test('a run of other data cannot be gone on with, and the page says so', async () => {
  await prepareSmallRun(glass);
  await glass.takeStep();
  const part = await glass.save('Download .safetensors');
  await glass.load(UNTRAINED);
  await glass.openModel(part);
  await glass.page.getByLabel(`${part.name}, where its training stopped`).waitFor();
  await glass.click('Train'); // on the bundled facts and chats
  assert.match(await glass.notice(), /data/);

  await glass.page.getByLabel(`the weights of ${part.name}`, { exact: true }).check();
  await glass.set({ 'Pre-training epochs': 100_000 });
  await glass.click('Train');
  await glass.waitForStep(1);
});

test('a file that is no model is refused, and the model and its training stay', async () => {
  await prepareSmallRun(glass, { 'Pre-training epochs': 100_000 });
  await glass.click('Train');
  await glass.waitForStep(5);
  const bad = {
    'broken.json': '{"format": "glassgpt", "version": 1,',
    'other.json': '{"format": "something else"}',
    'empty.safetensors': '',
    'short.safetensors': Buffer.from([255, 255, 255, 255, 255, 255, 255, 127, 1, 2, 3]),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    await glass.openModel({ name, bytes });
    await glass.page.locator('gg-notice p').filter({ hasText: name }).waitFor();
  }
  const step = await glass.step();
  await glass.waitForStep(step);
  await glass.click('Dismiss');
  assert.equal(await glass.page.locator('gg-notice p').count(), 0);
  glass.assertNoFaults();
});

test('training files that cannot be read are refused, with the place of the fault', async () => {
  await prepareSmallRun(glass);
  const faults = [
    [{ 'texts.json': '["fine", 5]' }, /texts\.json.*2/],
    [{ 'object.json': '{"prompt": "one"}' }, /object\.json/],
    [{ 'quotes.csv': 'prompt,answer\n"open,fine\n' }, /quotes\.csv/],
    [{ 'bytes.txt': Buffer.from([0x61, 0xff, 0x0a]) }, /bytes\.txt/],
    [{ 'empty.txt': '' }, /empty\.txt/],
  ];
  for (const [files, fault] of faults) {
    await glass.useData(files);
    await glass.page.locator('gg-data-panel').getByRole('alert').filter({ hasText: fault }).waitFor();
  }
  // What was read before is still there to train on.
  await glass.waitForData('chats.csv: 4 chats to tune on');
  await glass.takeStep();
  glass.assertNoFaults();
});

test('files can be dropped on the page: models are opened, others are trained on', async () => {
  await prepareSmallRun(glass);
  await glass.takeStep();
  const model = await glass.save('Download .json');
  await glass.load(UNTRAINED);

  const drop = (name, text) =>
    glass.page.locator('gg-workbench').evaluate(
      (page, file) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([file.text], file.name));
        page.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      },
      { name, text },
    );
  await drop('facts.json', SMALL_DATA['facts.json']);
  await glass.waitForData('facts.json: 4 texts to pre-train on');
  await drop('model.json', model.bytes.toString());
  await glass.page.getByLabel('model.json, where its training stopped').waitFor();
  glass.assertNoFaults();
});
