// <glass-gpt> in documents that are not ours: many of them, in several languages, that come, go and move; what it tells
// the document, and what scripts of the document do with it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { openDocument, startElements, waitForWorkers } from './element-page.mjs';
import { enginesOf, panelsSeen } from './support.mjs';

let elements;
before(async () => (elements = await startElements()));
after(() => elements.close());

const SMALL = 'layers="1" dim="64" heads="2" hidden-dim="128" context="32" pretrain-epochs="2" tune-epochs="2" batch-size="64"';

test('ten posters take one script, and nothing else before one of them is wanted', async () => {
  const page = await openDocument(elements, Array.from({ length: 10 }, (_, i) => `<glass-gpt seed="${i}"></glass-gpt>`).join(''));
  await page.locator('glass-gpt button').first().waitFor();
  await page.waitForLoadState('networkidle');
  assert.deepEqual(page.requested(), ['glass-gpt.js']);
  assert.equal(page.workers().length, 0);

  await page.locator('glass-gpt').first().getByRole('button', { name: 'Open it without training' }).click();
  await page.evaluate(() => window.next('ready'));
  assert.equal(page.workers().length, 1);
  assert.equal(await page.locator('gg-workbench').count(), 1);
  // Where nothing is said it shows what it takes to train, to watch and to ask: of the curves, the loss.
  assert.deepEqual(await panelsSeen(page), ['ask', 'data', 'sample', 'training', 'watch']);
  assert.deepEqual(await page.locator('gg-watch h3').allInnerTexts(), ['Loss']);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('two elements in other languages and with other settings stand side by side', async () => {
  const page = await openDocument(
    elements,
    `<glass-gpt id="a" language="de" ${SMALL} seed="1" theme="dark"></glass-gpt>
     <glass-gpt id="b" language="es" ${SMALL} seed="2" theme="light"></glass-gpt>`,
  );
  const [german, spanish] = [page.locator('#a'), page.locator('#b')];
  await german.getByRole('button', { name: 'Öffnen, ohne zu trainieren' }).click();
  await spanish.getByRole('button', { name: 'Abrirlo sin entrenar' }).click();
  await page.evaluate(() => Promise.all([window.next('ready', 'a'), window.next('ready', 'b')]));

  const trained = await page.evaluate(() =>
    Promise.all(['a', 'b'].map(async (id) => {
      const element = document.getElementById(id);
      const standing = await element.train();
      return { ...standing, answer: (await element.ask('What is the capital of France?')).text };
    })),
  );
  assert.deepEqual(trained.map(({ state }) => state), ['done', 'done']);
  assert.ok(trained[0].step > 2);
  assert.notEqual(trained[0].loss, trained[1].loss, 'another seed, another model');
  await german.locator('[data-name=state]').filter({ hasText: 'Trainiert' }).waitFor();
  await spanish.locator('[data-name=state]').filter({ hasText: 'Entrenado' }).waitFor();

  // Whatever one of them draws later, it draws in its own language: charts, what is told, and numbers.
  for (const [element, word, other] of [[german, 'Schritt', 'Paso'], [spanish, 'Paso', 'Schritt']]) {
    const slider = element.locator('gg-watch gg-line-chart').first().getByRole('slider');
    const others = (element === german ? spanish : german).locator('gg-watch').getByText(/\d/);
    const before = await others.allInnerTexts();
    await slider.scrollIntoViewIfNeeded();
    await slider.press('ArrowLeft');
    await slider.press('ArrowLeft');
    assert.deepEqual(await others.allInnerTexts(), before, 'the cursors of the other one stay');
    const reading = await slider.getAttribute('aria-valuetext');
    assert.match(reading, new RegExp(word));
    assert.doesNotMatch(reading, new RegExp(other));
  }
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr', 'the language of the document is its own');
  const stored = () => page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]);
  assert.deepEqual(await stored(), [0, 0, 0]);
  assert.equal(new URL(page.url()).search, '');

  const paper = (element) => element.locator('gg-workbench').evaluate((its) => getComputedStyle(its).getPropertyValue('--panel').trim());
  assert.deepEqual([await paper(german), await paper(spanish)], ['#151d1a', '#fdfdfb']);
  assert.equal(page.workers().length, 2);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('it tells what happens, and does what scripts ask, each by a promise', async () => {
  const page = await openDocument(elements, `<div id="outer"><glass-gpt id="a" ${SMALL} question="What is the capital of France?"></glass-gpt></div>`);
  const done = await page.evaluate(async () => {
    const heard = [];
    for (const name of ['ready', 'progress', 'milestone', 'answer', 'done']) {
      document.getElementById('outer').addEventListener(name, ({ detail }) => heard.push([name, detail]));
    }
    const element = document.getElementById('a');
    const first = await element.step(3);
    const paused = await element.pause();
    const end = await element.train();
    const answer = await element.ask('What is the capital of France?');
    const text = await element.generate('The capital of', { maxTokens: 3 });
    const file = await element.save();
    const json = JSON.parse(await (await element.save('json')).text());
    const reset = await element.reset();
    return { heard, first, paused, end, answer, text, size: file.size, format: json.format, reset };
  });
  const { heard, first, paused, end, answer, text, size, format, reset } = done;
  assert.deepEqual([first.state, first.step, paused.step], ['paused', 3, 3]);
  assert.deepEqual([end.state, end.step], ['done', end.totalSteps]);
  assert.deepEqual([reset.state, reset.step, reset.loss], ['paused', 0, null]);
  assert.equal(format, 'glassgpt');
  assert.ok(size > 100_000);
  assert.equal(answer.question, 'What is the capital of France?');
  assert.equal(text.end, 'max_tokens');

  const of = (name) => heard.filter(([its]) => its === name).map(([, detail]) => detail);
  assert.deepEqual(of('ready').map(({ data, vocabulary, parameters }) => [data, vocabulary > 500, parameters > 50_000]), [['facts', true, true]]);
  assert.deepEqual(of('milestone').map(({ at }) => at), ['start', 'pretrain', 'tune']);
  assert.deepEqual(of('answer').map(({ question }) => question), ['What is the capital of France?', 'The capital of']);
  assert.equal(of('answer')[0].text, answer.text);
  assert.deepEqual(of('done'), [{ ...end, reason: 'end' }]);
  const progress = of('progress');
  assert.deepEqual([progress[0].phase, progress.at(-1).phase, progress.at(-1).step], ['pretrain', 'tune', end.step]);
  assert.equal(progress.at(-1).share, 1);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('a small state stands for the same weights, to the bit', async () => {
  const page = await openDocument(
    elements,
    `<glass-gpt id="a" ${SMALL} seed="7" pretrain-lr="0.003"></glass-gpt><glass-gpt id="b"></glass-gpt><glass-gpt id="c"></glass-gpt>`,
  );
  const result = await page.evaluate(async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => document.getElementById(id));
    const weights = async (element) => JSON.parse(await (await element.save('json')).text()).tensors;
    await a.step(2);
    await a.pause();
    await a.step(5);
    const state = await a.getState();
    const withWeights = await a.getState({ weights: true });
    const standing = await b.setState(JSON.stringify(state));
    const loaded = await c.setState(withWeights);
    const [of, again, asFile] = await Promise.all([a, b, c].map(weights));
    const onward = await Promise.all([a, b, c].map((element) => element.step(3)));
    const ends = await Promise.all([a, b, c].map(weights));
    return {
      state,
      length: JSON.stringify(state).length,
      standing,
      loaded,
      states: [await b.getState(), await c.getState()],
      same: [JSON.stringify(of) === JSON.stringify(again), JSON.stringify(of) === JSON.stringify(asFile)],
      different: JSON.stringify(of) !== JSON.stringify(ends[0]),
      sameOnward: ends.map((end) => JSON.stringify(end) === JSON.stringify(ends[0])),
      losses: onward.map(({ loss }) => loss),
    };
  });
  assert.deepEqual(result.same, [true, true]);
  assert.equal(result.different, true);
  assert.deepEqual(result.sameOnward, [true, true, true]);
  assert.equal(new Set(result.losses).size, 1);
  assert.deepEqual(result.state, {
    glassgpt: 1,
    words: {
      layers: '1',
      heads: '2',
      context: '32',
      seed: '7',
      'pretrain-lr': '0.003',
      'pretrain-epochs': '2',
      'tune-epochs': '2',
      'batch-size': '64',
    },
    steps: 7,
  });
  assert.ok(result.length < 300);
  assert.deepEqual([result.standing.step, result.loaded.step], [7, 7]);
  assert.deepEqual(result.states, [{ ...result.state, steps: 10 }, { ...result.state, steps: 10 }]);

  // Of own data a state knows the files again; what is no state is told.
  const own = await page.evaluate(async () => {
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    const files = () => [new File(['["A cat has four legs.", "Snow is white.", "The moon is round."]'], 'own.json')];
    await a.reset();
    await a.load(...files());
    await a.step(4);
    const state = await a.getState();
    const refused = await b.setState(state).catch(({ message }) => message);
    await b.reset();
    await b.load(...files());
    const { step } = await b.setState(state);
    const weights = async (element) => JSON.stringify(JSON.parse(await (await element.save('json')).text()).tensors);
    const same = (await weights(a)) === (await weights(b));
    const wrong = await Promise.all(
      ['{', '[]', { ...state, glassgpt: 2 }, { ...state, steps: 1.5 }, { ...state, words: [] }, { ...state, model: 3 }].map((given) =>
        b.setState(given).catch(({ message }) => message),
      ),
    );
    return { data: state.data, refused, step, same, wrong };
  });
  assert.equal(own.data.length, 1);
  assert.equal(own.data[0].sha256, '8a48792be0885ae0a27b5555dd86297c71baa04653e555c26d1871b0f0b38c79');
  assert.match(own.refused, /belongs to other data: own\.json/);
  assert.deepEqual([own.step, own.same], [4, true]);
  assert.deepEqual(
    own.wrong.map((message) => /: (\w+) is wrong/.exec(message)?.[1]),
    ['JSON', 'JSON', 'glassgpt', 'steps', 'words', 'model'],
  );
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('words that it does not know, or cannot use, are told on the poster and in the console, and the others are used', async () => {
  const page = await openDocument(
    elements,
    '<glass-gpt id="a" class="demo" data-note="x" aria-label="Demo" colour="red" layers="99" show="training bogus" theme="pink" task="Try it." heads="3" dim="64" target="win"></glass-gpt>',
  );
  const faults = await page.locator('#a li').allInnerTexts();
  assert.deepEqual(faults, [
    'colour is no word that GlassGPT knows; it is left out.',
    'layers cannot be “99”; it is left out. It takes numbers from 1 to 12.',
    'show cannot be “bogus”; it is left out.',
    'theme cannot be “pink”; it is left out. It is one of: auto, light, dark.',
  ]);
  const warned = (text) => `warning: <glass-gpt>: ${text}`;
  assert.deepEqual(page.faults, faults.map(warned));
  await page.getByText('Try it.').waitFor();

  // As properties: what is corrected is told no more, and nothing is told twice.
  await page.evaluate(() => {
    const element = document.getElementById('a');
    element.layers = 1;
    element.removeAttribute('colour');
  });
  await page.waitForFunction(() => document.getElementById('a').shadowRoot.querySelectorAll('li').length === 2);
  assert.equal(page.faults.length, 4);
  const { step, layers, show } = await page.evaluate(async () => {
    const element = document.getElementById('a');
    const { step } = await element.step(1);
    return { step, layers: element.layers, show: element.show };
  });
  assert.deepEqual([step, layers, show], [1, 1, ['training', 'bogus']]);
  assert.equal(await page.locator('#a gg-training-panel').isVisible(), true);
  assert.equal(await page.locator('#a gg-settings-panel').isVisible(), false);
  // What it takes the whole table to tell.
  const [heads, target] = page.faults.slice(4).sort();
  assert.match(heads, /3 heads/);
  assert.match(target, /target=win/);
  assert.equal(page.faults.length, 6);
  await page.close();
});

test('an error comes where ready cannot: the script, the module, the worker or the data is missing or no good', async () => {
  const cases = [
    ['start', /demo-.*\.js$/, { status: 404, body: '' }],
    ['start', /_catalogue_en-.*\.js$/, { status: 200, contentType: 'text/html', body: '<p>' }],
    ['engine', /\.wasm$/, { status: 404, body: '' }],
    ['engine', /\.wasm$/, { status: 200, contentType: 'application/wasm', body: 'no module' }],
    ['data', /facts-.*\.json$/, { status: 500, body: '' }],
    ['data', /facts-.*\.json$/, { status: 200, contentType: 'application/json', body: '{' }],
  ];
  for (const [what, files, response] of cases) {
    const page = await openDocument(elements, '<glass-gpt id="a"></glass-gpt>');
    await page.route(files, (route) => route.fulfill(response));
    await page.evaluate(() => document.getElementById('a').shadowRoot.querySelector('button').click());
    const error = await page.evaluate(() => window.next('error', 'a'));
    assert.equal(error.what, what, `${files}`);
    assert.ok(error.message.length > 10, `${files}: ${error.message}`);
    assert.deepEqual(await page.evaluate(() => window.told.filter(({ name }) => name === 'ready')), []);
    // A person sees it too, and what could not be loaded can be tried again.
    if (what === 'start') {
      await page.getByRole('status').filter({ hasText: 'It could not be loaded' }).waitFor();
      await page.unroute(files);
      await page.getByRole('button', { name: 'Open it without training' }).click();
      await page.evaluate(() => window.next('ready', 'a'));
    }
    await page.close();
  }
});

test('poster and element keep the rules of accessibility, in a document of others and in each theme', async () => {
  const axe = createRequire(new URL('../../web/package.json', import.meta.url)).resolve('axe-core');
  const page = await openDocument(
    elements,
    `<main><h1>Course</h1><glass-gpt id="a" theme="dark" colour="red" task="Try it." show="all"></glass-gpt>
     <glass-gpt id="b" theme="light" show="all" ${SMALL}></glass-gpt><glass-gpt id="c" aria-label="Slow" ${SMALL}></glass-gpt></main>`,
  );
  await page.addScriptTag({ path: axe });
  const violations = () =>
    page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    });
  await page.locator('#a').getByRole('button').first().waitFor();
  assert.deepEqual(await violations(), []);
  await page.evaluate(async () => {
    for (const id of ['a', 'b', 'c']) await document.getElementById(id).step(2);
  });
  assert.deepEqual(await violations(), []);
  // One landmark each, by its own name.
  for (const [id, name] of [['a', 'GlassGPT'], ['b', 'GlassGPT 2'], ['c', 'Slow']]) {
    assert.equal(await page.locator(`#${id}`).getByRole('region', { name, exact: true }).count(), 1, id);
    assert.equal(await page.locator(`#${id}`).getByRole('region').count(), 1, id);
    assert.equal(await page.locator(`#${id}`).getByRole('navigation').count(), 0, id);
  }

  // The theme can change while it is there, with the charts' colours.
  const chart = page.locator('#b gg-watch gg-line-chart').first();
  const pixels = () => chart.evaluate((its) => its.shadowRoot.querySelector('canvas')?.toDataURL() ?? '');
  await chart.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('#b').shadowRoot.querySelector('gg-workbench').shadowRoot.querySelector('gg-watch').shadowRoot.querySelector('gg-line-chart').shadowRoot.querySelector('canvas') !== null);
  const light = await pixels();
  await page.evaluate(() => (document.getElementById('b').theme = 'dark'));
  for (let tries = 0; (await pixels()) === light || (await pixels()) === ''; ++tries) {
    assert.ok(tries < 200, 'the chart keeps its colours');
    await page.waitForTimeout(20);
  }
  await page.close();
});

test('begins by itself: once it is seen, or at once', async () => {
  const far = '<div style="height: 5000px"></div>';
  const page = await openDocument(
    elements,
    `<glass-gpt id="a" ${SMALL} autostart="yes"></glass-gpt>${far}<glass-gpt id="b" ${SMALL} autostart="visible"></glass-gpt>${far}<glass-gpt id="c" autostart="no"></glass-gpt>`,
  );
  await page.evaluate(() => window.next('done', 'a'));
  assert.equal(page.workers().length, 1);
  await page.evaluate(() => document.getElementById('b').scrollIntoView());
  await page.evaluate(() => window.next('done', 'b'));
  await page.evaluate(() => document.getElementById('c').scrollIntoView());
  await page.locator('#c').getByRole('button').first().waitFor();
  assert.equal(page.workers().length, 2);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('moving it keeps all that it has; taking it out ends its worker, and it begins anew where it comes back', async () => {
  const page = await openDocument(
    elements,
    `<div id="one"><glass-gpt id="a" ${SMALL} pretrain-epochs="1000"></glass-gpt></div><div id="two"></div>`,
  );
  await page.evaluate(() => document.getElementById('a').step(5));
  await page.locator('#a').getByLabel('Prompt', { exact: true }).fill('What is');
  const moved = await page.evaluate(async () => {
    const element = document.getElementById('a');
    const training = element.train();
    document.getElementById('two').append(element); // taken out, and put in
    window.told = [];
    await window.next('progress', 'a');
    const { step, state } = await element.pause();
    return { step, state, same: (await training).step === step, inside: element.parentElement.id };
  });
  assert.ok(moved.step > 5);
  assert.deepEqual(moved, { step: moved.step, state: 'paused', same: true, inside: 'two' });
  assert.equal(await page.locator('#a').getByLabel('Prompt', { exact: true }).inputValue(), 'What is');
  assert.equal((await enginesOf(page)).length, 1);
  // Some browsers can move it without taking it out.
  await page.evaluate(() => {
    const [one, two] = ['one', 'two'].map((id) => document.getElementById(id));
    two.moveBefore?.(document.getElementById('a'), null);
    one.append(document.getElementById('a'));
  });
  // It still draws: the chart was made anew where it is now.
  const drawn = await page.locator('#a gg-watch gg-line-chart').first().evaluate(async (chart) => {
    chart.scrollIntoView();
    for (let tries = 0; tries < 100 && chart.shadowRoot.querySelector('canvas') === null; ++tries) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return chart.shadowRoot.querySelector('canvas') !== null;
  });
  assert.equal(drawn, true);

  const waiting = await page.evaluate(async () => {
    const element = document.getElementById('a');
    const training = element.train().then(() => 'done', (error) => error.name);
    element.remove();
    return training;
  });
  assert.equal(waiting, 'AbortError');
  await waitForWorkers(page, 0);
  await page.evaluate(() => {
    window.kept = document.querySelector('#one').appendChild(document.createElement('glass-gpt'));
    window.kept.seed = 5;
  });
  assert.equal(await page.locator('glass-gpt[seed="5"]').getByRole('button').count(), 2);
  const again = await page.evaluate(() => window.kept.step(1));
  assert.equal(again.step, 1);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('fifty that come and go leave no worker and no memory behind', async () => {
  const page = await openDocument(elements, `<div id="place"></div>`);
  const devtools = await page.context().newCDPSession(page);
  const comeAndGo = (times) =>
    page.evaluate(
      async ({ times, words }) => {
        for (let i = 0; i < times; ++i) {
          const place = document.getElementById('place');
          place.innerHTML = `<glass-gpt ${words}></glass-gpt>`;
          await place.firstElementChild.step(1);
          place.innerHTML = '';
          await new Promise((resolve) => setTimeout(resolve));
        }
      },
      { times, words: SMALL },
    );
  /** What lives after everything that can go has gone. */
  const living = async () => {
    for (let i = 0; i < 5; ++i) {
      await devtools.send('HeapProfiler.collectGarbage');
      await page.waitForTimeout(50);
    }
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    return { usedSize, nodes, jsEventListeners };
  };
  await comeAndGo(10);
  const before = await living();
  await comeAndGo(40);
  await waitForWorkers(page, 0);
  const after = await living();
  // A single one has thousands of nodes and some megabytes.
  assert.ok(after.nodes <= before.nodes + 500, `${before.nodes} nodes, then ${after.nodes}`);
  assert.ok(after.jsEventListeners <= before.jsEventListeners + 50, `${before.jsEventListeners} listeners, then ${after.jsEventListeners}`);
  assert.ok(after.usedSize <= before.usedSize + 2e6, `${before.usedSize} bytes, then ${after.usedSize}`);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('the site around it can be taken out, too, and begins anew', async () => {
  const page = await elements.browser.newPage();
  const exceptions = [];
  page.on('pageerror', ({ message }) => exceptions.push(message));
  await page.goto(`${elements.origin}/glassgpt/index.html`);
  await page.locator('[data-name=parameters]').waitFor();
  await page.evaluate(() => (window.site = document.body.removeChild(document.querySelector('glass-gpt-page'))));
  await waitForWorkers(page, 0);
  await page.evaluate(() => document.body.append(window.site));
  await page.locator('[data-name=parameters]').waitFor();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await page.getByText('1 of ').first().waitFor();
  assert.equal(page.workers().length, 1);
  assert.deepEqual(exceptions, []);
  await page.close();
});
