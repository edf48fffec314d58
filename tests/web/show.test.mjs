// What the page's author shows, hides and locks, by panels and by controls.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { panelsSeen, SMALL_DATA, startBrowser } from './support.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const FIXED = 'What cannot be changed here was fixed by the author of this page.';

/** Every control that the words know and that is drawn: its name, whether one sees it, and whether one can change it. */
async function controls(glass) {
  const found = await glass.page.locator('[data-control]').evaluateAll((elements) =>
    elements.map((element) => [element.dataset.control, element.checkVisibility(), element.disabled]),
  );
  return {
    seen: [...new Set(found.filter(([, seen]) => seen).map(([name]) => name))].sort(),
    free: [...new Set(found.filter(([, seen, disabled]) => seen && !disabled).map(([name]) => name))].sort(),
  };
}

const openGroups = (glass) =>
  glass.page.locator('gg-settings-panel details, gg-ask-box details').evaluateAll((all) => all.forEach((group) => (group.open = true)));

test('without a list all is shown and free', async () => {
  const glass = await browser.open({ address: '?data=stories' }); // where no small trained model is
  await openGroups(glass);
  const { seen, free } = await controls(glass);
  for (const name of ['facts', 'layers', 'seed', 'train', 'pause-when-hidden', 'prompt', 'temperature', 'open-model', 'axis']) {
    assert.ok(seen.includes(name) && free.includes(name), name);
  }
  assert.equal(await glass.page.getByText(FIXED).count(), 0);
  glass.assertNoFaults();
  await glass.close();
});

test('shows the panels that are named, and of a panel the controls that are named', async () => {
  const glass = await browser.open({ address: '?show=training+-reset+ask+-prompt+layers+seed+inside-attention&layers=1' });
  await openGroups(glass);
  assert.deepEqual(await panelsSeen(glass.page), ['ask', 'inside', 'settings', 'training']);
  const { seen } = await controls(glass);
  assert.deepEqual(seen, [
    'ask-as',
    'ask-seed',
    'effort',
    'layers',
    'max-tokens',
    'pause-when-hidden',
    'seed',
    'send',
    'side-by-side',
    'step',
    'temperature',
    'top-k',
    'top-p',
    'train',
    'word-by-word',
  ]);
  assert.equal(await glass.page.locator('gg-settings-panel details[data-group]').count(), 2);
  assert.equal(new URL(glass.page.url()).searchParams.get('show'), 'training -reset ask -prompt layers seed inside-attention');
  await glass.takeStep();
  await glass.page.locator('gg-look-inside').scrollIntoViewIfNeeded();
  assert.deepEqual(await glass.page.locator('gg-look-inside [role=tab]:visible').allInnerTexts(), ['Attention']);
  await glass.page.locator('gg-inside-attention').waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('what is locked is shown and cannot be changed, and the panel says who fixed it', async () => {
  const glass = await browser.open({ address: '?lock=settings+-layers+data+question&layers=3' });
  await openGroups(glass);
  const { seen, free } = await controls(glass);
  const inSettings = ['preset', 'recipe', 'dim', 'heads', 'seed', 'stop', 'target-loss', 'copy-link', 'facts', 'own', 'question'];
  for (const name of inSettings) assert.ok(seen.includes(name) && !free.includes(name), name);
  assert.ok(free.includes('layers') && free.includes('train') && free.includes('prompt'));
  for (const panel of ['gg-settings-panel', 'gg-data-panel', 'gg-same-question']) {
    assert.equal(await glass.page.locator(panel).getByText(FIXED).count(), 1, panel);
  }
  assert.equal(await glass.page.locator('gg-training-panel').getByText(FIXED).count(), 0);
  assert.equal(await glass.page.getByLabel('Layers', { exact: true }).inputValue(), '3');
  assert.equal(await glass.page.getByLabel('Width', { exact: true }).isDisabled(), true);

  // Files are no way around it.
  const [name, text] = Object.entries(SMALL_DATA)[0];
  await glass.page.evaluate(
    ({ name, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      const target = document.querySelector('glass-gpt-page, glass-gpt');
      target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    { name, text },
  );
  assert.equal(await glass.notice(), FIXED);
  await glass.page.getByText('facts.json').first().waitFor();
  glass.assertNoFaults();
  await glass.close();
});

test('a page trains by itself where its address says so', async () => {
  const glass = await browser.open();
  for (const autostart of ['yes', 'visible']) {
    await glass.load(`?autostart=${autostart}&question=`);
    await glass.waitForStep(1);
  }
  glass.assertNoFaults();
  await glass.close();
});

test('names that are no panels and no controls are told, and the others are shown', async () => {
  const glass = await browser.open({ address: '?show=training+asking+settings&lock=stepping&theme=pink&height=20' });
  const notice = await glass.notice();
  assert.match(notice, /show: there is no panel and no control named asking; that is left out\./);
  assert.match(notice, /lock: there is no panel and no control named stepping; that is left out\./);
  assert.match(notice, /theme=pink: One of auto, light, dark\. Used instead: auto\./);
  assert.match(notice, /height=20: A whole number from 200 to 10,000\. Empty: off\. Used instead: off\./);
  assert.deepEqual(await panelsSeen(glass.page), ['settings', 'training']);
  await glass.close();
});
