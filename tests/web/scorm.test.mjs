// The SCORM 1.2 package: made by the panel, unpacked by another tool, and opened in courses that record, refuse or are not
// there.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { startCourse, unpacked } from './scorm-host.mjs';
import { loadModules } from '../../web/modules.mjs';
import { launchChromium, PATIENCE_MS, SMALL_DATA, SMALL_WORDS, startBrowser } from './support.mjs';

const [record, { CourseConnection }, { findApi }, { manifest, titleOf }] = await loadModules(
  'scorm/record',
  'scorm/connection',
  'scorm/api',
  'scorm/scorm-package',
);
const { betterStatus, pointsOf, suspendData, timespan } = record;

test('values are written as SCORM 1.2 has them', () => {
  assert.deepEqual(
    [0, 1234, 61_005, 3_600_000 * 26 + 59_999, -5, Infinity].map(timespan),
    ['00:00:00.00', '00:00:01.23', '00:01:01.01', '26:01:00.00', '00:00:00.00', '9999:00:00.00'],
  );
  assert.deepEqual(['', '40', '12.5', '-3', '250', 'A'].map(pointsOf), [0, 40, 12.5, 0, 100, 0]);
  const better = (recorded, now) => betterStatus(recorded, now);
  assert.equal(better('not attempted', 'incomplete'), 'incomplete');
  assert.equal(better('', 'incomplete'), 'incomplete');
  assert.equal(better('passed', 'incomplete'), 'passed');
  assert.equal(better('completed', 'passed'), 'passed');
  assert.equal(better('failed', 'incomplete'), 'failed');
  assert.equal(better('failed', 'passed'), 'passed');
});

test('a state is ASCII, reads back, and is never cut', () => {
  const state = (question) => ({ glassgpt: 1, words: { question }, steps: 7 });
  const { text, fits } = suspendData(state('¿Qué come el león? 狮子 🦁'));
  assert.match(text, /^[\x20-\x7e]+$/);
  assert.deepEqual(JSON.parse(text), state('¿Qué come el león? 狮子 🦁'));
  assert.equal(fits, true);
  const rest = JSON.stringify(state('')).length;
  assert.deepEqual(suspendData(state('a'.repeat(4096 - rest))).fits, true);
  const long = suspendData(state('a'.repeat(4097 - rest)));
  assert.equal(long.fits, false);
  assert.equal(JSON.parse(long.text).words.question.length, 4097 - rest);
});

test('a manifest holds any task as XML', () => {
  assert.equal(titleOf(''), 'GlassGPT');
  assert.equal(titleOf('\n Train it.\nThen ask.'), 'GlassGPT: Train it.');
  assert.equal(titleOf('🦁'.repeat(90)), `GlassGPT: ${'🦁'.repeat(80)}…`);
  const text = manifest('GlassGPT-0', 'a < b & "c" > d\u0007\ud800e', 'glass-gpt.html');
  assert.ok(text.includes('<title>a &lt; b &amp; &quot;c&quot; &gt; d e</title>'));
});

/** A window as the search sees one. */
function windowOf({ parent, opener = null, api, isForeign = false }) {
  const its = { opener, top: null };
  its.parent = parent ?? its;
  its.top = parent?.top ?? its;
  Object.defineProperty(its, 'API', {
    get: () => {
      if (isForeign) throw new Error('SecurityError');
      return api;
    },
  });
  return its;
}

test('the API is found around the window or in the one that opened it', () => {
  const api = { LMSInitialize: () => 'true' };
  const within = (outer, levels) => (levels === 0 ? outer : within(windowOf({ parent: outer }), levels - 1));
  assert.equal(findApi(windowOf({ api })), api);
  assert.equal(findApi(within(windowOf({ api }), 7)), api);
  assert.equal(findApi(within(windowOf({ api }), 499)), api);
  assert.equal(findApi(within(windowOf({ api }), 500)), null, 'somewhere it ends');
  assert.equal(findApi(within(windowOf({}), 7)), null);
  const opener = within(windowOf({ api }), 2);
  assert.equal(findApi(windowOf({ opener })), api);
  assert.equal(findApi(within(windowOf({ opener }), 2)), api, 'a course in a window of its own');
  assert.equal(findApi(within(windowOf({ isForeign: true }), 2)), null);
  assert.equal(findApi(within(windowOf({ parent: windowOf({ api }), isForeign: true }), 1)), api);
  assert.equal(findApi(windowOf({ api: { frames: [] } })), null, 'a frame of that name');
});

test('what a course refuses is told in its words, and nothing is thrown', () => {
  const api = {
    LMSInitialize: () => true,
    LMSGetValue: () => null,
    LMSSetValue: (element) => String(element !== 'cmi.suspend_data'),
    LMSCommit: () => 'true',
    LMSGetLastError: () => 405,
    LMSGetErrorString: () => 'Incorrect Data Type',
    LMSGetDiagnostic: () => 'Too long.',
  };
  const course = new CourseConnection(api);
  assert.equal(course.begin(), true, 'some give no texts');
  assert.equal(course.read('cmi.suspend_data'), '');
  course.write([['cmi.core.lesson_status', 'incomplete'], ['cmi.suspend_data', '{}']]);
  assert.deepEqual(course.fault, { code: '405', reason: 'Incorrect Data Type Too long.' });
  assert.deepEqual(['cmi.core.lesson_status', 'cmi.suspend_data'].map((its) => course.recorded(its)), ['incomplete', '']);
  course.write([['cmi.core.lesson_status', 'incomplete']]);
  assert.equal(course.fault, null, 'what it took is over');

  const gone = new CourseConnection({});
  assert.equal(gone.begin(), false);
  assert.match(gone.fault.reason, /LMSInitialize/);
  gone.end();
  const silent = new CourseConnection({ ...api, LMSInitialize: () => 'false', LMSGetLastError: () => '0' });
  assert.equal(silent.begin(), false);
  assert.deepEqual(silent.fault, { code: '', reason: '' });
});

const TASK = 'Train <it> & ask "it".\nThen close it.';
const FILE = 'glass-gpt.html';

let folder;
let chromium;
let course;
/** What is in the package. */
let contents;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glassgpt-scorm-'));
  chromium = await launchChromium();
  contents = await makePackage();
  course = await startCourse(folder, FILE);
});
after(async () => {
  await chromium.close();
  course.close();
  await rm(folder, { recursive: true });
});

/** The package as a teacher makes it. */
async function makePackage() {
  const { data: _, ...words } = SMALL_WORDS;
  const browser = await startBrowser();
  const glass = await browser.open({ address: `?${new URLSearchParams({ ...words, seed: '5' })}` });
  await glass.useData(SMALL_DATA);
  await glass.waitForData('chats.csv: 4 chats');
  await glass.page.getByRole('link', { name: 'Embed' }).click();
  const panel = glass.page.locator('gg-embed-panel');
  await panel.getByLabel('Task', { exact: true }).fill(TASK);
  await panel.getByLabel('Goal', { exact: true }).selectOption('a loss is reached');
  await panel.getByLabel('Loss of at most').fill('0.5');
  await panel.getByLabel('Loss of at most').blur();
  const [file] = await Promise.all([glass.page.waitForEvent('download'), panel.getByRole('button', { name: 'Download the package' }).click()]);
  assert.equal(file.suggestedFilename(), 'glass-gpt-scorm.zip');
  glass.assertNoFaults();
  const made = unpacked(await file.path(), folder);
  await browser.close();
  return made;
}

test('the package is an archive with a manifest by which a course opens the file', async () => {
  const { names, compressed, flags, manifest } = contents;
  assert.deepEqual(names, ['imsmanifest.xml', FILE]);
  assert.deepEqual([compressed, flags], [[true, true], [0, 0]]);
  const ims = (name) => `{http://www.imsproject.org/xsd/imscp_rootv1p1p2}${name}`;
  const title = [ims('title'), {}, 'GlassGPT: Train <it> & ask "it".', []];
  const [root, { identifier, version }, , parts] = manifest;
  assert.equal(root, ims('manifest'));
  assert.match(identifier, /^GlassGPT-[0-9a-f]{16}$/);
  assert.equal(version, '1.0');
  assert.deepEqual(parts, [
    [ims('metadata'), {}, '', [
      [ims('schema'), {}, 'ADL SCORM', []],
      [ims('schemaversion'), {}, '1.2', []],
    ]],
    [ims('organizations'), { default: 'organization' }, '', [
      [ims('organization'), { identifier: 'organization' }, '', [
        title,
        [ims('item'), { identifier: 'item', identifierref: 'resource', isvisible: 'true' }, '', [title]],
      ]],
    ]],
    [ims('resources'), {}, '', [
      [ims('resource'), {
        identifier: 'resource',
        type: 'webcontent',
        '{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype': 'sco',
        href: FILE,
      }, '', [[ims('file'), { href: FILE }, '', []]]],
    ]],
  ]);
  assert.match(await readFile(path.join(folder, FILE), 'utf8'), /<glass-gpt-page [^>]*data-course="scorm-1\.2"/);
});

/** A browser of its own that has opened the course. */
async function open(address, faults = {}, launch = '') {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', ({ message }) => page.faults.push(message));
  page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
  await page.goto(`${course.address}/${address}?${new URLSearchParams({ faults: JSON.stringify(faults), launch })}`);
  const sco = page.frameLocator('iframe');
  return {
    page,
    sco,
    close: () => context.close(),
    recorded: (text) => sco.locator('gg-course-bar').getByText(text).first().waitFor(),
    calls: () => page.evaluate(() => JSON.parse(sessionStorage.getItem('calls') ?? '[]')),
  };
}

/** Values of an element in the order in which they were set. */
const valuesOf = (calls, element) => calls.filter(([name, its]) => name === 'LMSSetValue' && its === element).map(([, , value]) => value);
const called = (calls, name) => calls.filter(([its]) => its === name);

const click = (sco, name) => sco.getByRole('button', { name, exact: true }).click();
const reachState = (sco, state) => sco.locator('[data-name=state]').filter({ hasText: new RegExp(`^\\s*${state}\\s*$`) }).waitFor();
const stepFigure = (sco) => sco.locator('gg-training-panel dl > div:first-child dd').first();
const reachStep = (sco, step) => stepFigure(sco).filter({ hasText: new RegExp(`^\\s*${step} of `) }).waitFor();
const stepIn = async (sco) => (await stepFigure(sco).innerText()).split(' of ')[0];
const lossIn = (sco) => sco.locator('gg-training-panel dl > div').filter({ hasText: 'Loss' }).first().innerText();

async function train(sco) {
  await click(sco, 'Train');
  await reachState(sco, 'Trained');
}

test('a course is told how far one comes, and one begins there again', async () => {
  const { page, sco, calls, recorded, close } = await open('course');
  await recorded('The course has recorded: begun, 0 of 100 points.');
  assert.deepEqual((await calls()).slice(0, 4), [
    ['LMSInitialize', '', 'true'],
    ['LMSGetValue', 'cmi.core.lesson_status', 'not attempted'],
    ['LMSGetValue', 'cmi.core.score.raw', ''],
    ['LMSGetValue', 'cmi.suspend_data', ''],
  ]);
  await train(sco);
  await recorded('The course has recorded: goal reached, 100 of 100 points.');
  const step = await stepIn(sco);
  const loss = await lossIn(sco);

  // Another launch: the frame goes, and comes again.
  await page.reload();
  await recorded('goal reached, 100 of 100 points.');
  const first = await calls();
  const finishes = first.map(([name], i) => (name === 'LMSFinish' ? i : -1)).filter((i) => i >= 0);
  assert.equal(finishes.length, 1, 'it is left once');
  const launch = first.slice(0, finishes[0] + 1);
  assert.deepEqual(launch.filter((its) => /Initialize|Finish|SetValue|Commit/.test(its[0]) && its.at(-1) !== 'true'), []);
  assert.deepEqual(valuesOf(launch, 'cmi.core.lesson_status'), ['incomplete', 'passed']);
  assert.deepEqual(valuesOf(launch, 'cmi.core.score.min'), ['0']);
  assert.deepEqual(valuesOf(launch, 'cmi.core.score.max'), ['100']);
  const scores = valuesOf(launch, 'cmi.core.score.raw').map(Number);
  assert.deepEqual([...scores].sort((a, b) => a - b), scores, 'points only rise');
  assert.equal(scores.at(-1), 100);
  assert.ok(valuesOf(launch, 'cmi.core.session_time').every((time) => /^\d{2,4}:\d\d:\d\d\.\d\d$/.test(time)));
  assert.deepEqual([...new Set(valuesOf(launch, 'cmi.core.exit'))], ['suspend']);
  assert.ok(called(launch, 'LMSCommit').length >= 2);
  const state = JSON.parse(valuesOf(launch, 'cmi.suspend_data').at(-1));
  assert.deepEqual([state.glassgpt, String(state.steps), state.words.seed], [1, step, '5']);

  // It is trained again, to the same bits.
  await reachState(sco, 'Trained');
  assert.equal(await stepIn(sco), step);
  assert.equal(await lossIn(sco), loss);
  assert.equal(await sco.locator('gg-resume-offer').count(), 0, 'what is kept is kept in the course');

  // Beginning anew takes nothing away that was reached.
  await click(sco, 'Reset');
  await click(sco, 'Step');
  await reachStep(sco, 1);
  await recorded('goal reached, 100 of 100 points.');
  assert.deepEqual(page.faults, []);
  await close();
});

test('leaving it while it goes back takes nothing away', async () => {
  const { page, sco, calls, close } = await open('course');
  const kept = async () => JSON.parse(valuesOf(await calls(), 'cmi.suspend_data').at(-1)).steps;
  for (const step of [1, 2, 3]) {
    await click(sco, 'Step');
    await reachStep(sco, step);
  }
  // From now on no training begins, until it may.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message.type !== 'run' || sessionStorage.getItem('mayRun') === 'yes') post.call(this, message, ...rest);
    };
  });
  for (let i = 0; i < 2; i++) {
    await page.reload();
    await sco.getByText('The model is being trained again to where you left off.').waitFor();
  }
  assert.equal(await kept(), 3);
  await page.evaluate(() => sessionStorage.setItem('mayRun', 'yes'));
  await page.reload();
  await reachStep(sco, 3);
  // Beginning anew does.
  await click(sco, 'Reset');
  await click(sco, 'Step');
  await reachStep(sco, 1);
  await page.reload();
  await reachStep(sco, 1);
  assert.equal(await kept(), 1);
  assert.deepEqual(page.faults, []);
  await close();
});

test('results go on where the place is too small for a state, and that is told', async () => {
  const { page, sco, calls, recorded, close } = await open('course');
  await recorded('begun');
  await click(sco, 'Step');
  await reachStep(sco, 1);
  await click(sco, 'Reset');
  const question = sco.locator('gg-same-question input, gg-same-question textarea').first();
  await question.fill('ä'.repeat(900));
  await question.blur();
  await click(sco, 'Step');
  await recorded('Where the training stands cannot be kept in the course: that takes 5,');
  await page.reload();
  await recorded('begun');
  const data = valuesOf(await calls(), 'cmi.suspend_data');
  for (const text of data) assert.ok(text.length <= 4096 && JSON.parse(text).glassgpt === 1);
  assert.deepEqual((await calls()).filter((its) => its[0] === 'LMSSetValue' && its.at(-1) !== 'true'), []);
  await close();
});

test('without a goal one has finished when training has, and own files are asked for', async () => {
  const { page, sco, calls, recorded, close } = await open('course', {}, '?target=');
  await recorded('The course has recorded: begun.');
  const own = { name: 'own.txt', mimeType: 'text/plain', buffer: Buffer.from('A cat has four legs.\nSnow is white.\n') };
  const bring = async () => {
    await sco.getByLabel('Your own files').check();
    await sco.getByLabel('Training files').setInputFiles(own);
    await sco.locator('gg-data-panel').getByText(/own\.txt: 2 texts/).waitFor();
  };
  await bring();
  await train(sco);
  await recorded('The course has recorded: finished.');
  const step = await stepIn(sco);
  await page.reload();
  await recorded('You trained on files of your own: own.txt. Choose them again to go back to where you left off.');
  await bring();
  await click(sco, 'Go back to where you left off');
  await reachStep(sco, step);
  await page.reload();
  await recorded('You trained on files of your own: own.txt.');
  const all = await calls();
  assert.deepEqual(valuesOf(all, 'cmi.core.lesson_status'), ['incomplete', 'completed']);
  assert.deepEqual(valuesOf(all, 'cmi.core.score.raw'), []);
  assert.equal(JSON.parse(valuesOf(all, 'cmi.suspend_data').at(-1)).steps, Number(step));
  assert.deepEqual(page.faults, []);
  await close();
});

test('a course that refuses is told of, and everything works', async () => {
  const begin = await open('course', { LMSInitialize: 'false', LMSGetLastError: '101', LMSGetErrorString: 'General Exception', LMSGetDiagnostic: '' });
  await begin.recorded('The course records nothing: General Exception (error 101). Close this and open it from the course again.');
  await train(begin.sco);
  assert.deepEqual([...new Set((await begin.calls()).map(([name]) => name))].sort(), ['LMSGetDiagnostic', 'LMSGetErrorString', 'LMSGetLastError', 'LMSInitialize']);
  assert.deepEqual(begin.page.faults, []);
  await begin.close();

  const commit = await open('course', { LMSSetValue: 'false', LMSCommit: 'throws' });
  await commit.recorded('The course did not take everything:');
  await train(commit.sco);
  await commit.sco.locator('gg-task-panel').getByText('Reached').first().waitFor();
  assert.deepEqual(commit.page.faults, []);
  await commit.close();
});

test('without a course it works, and says so in one line', async () => {
  const { page, sco, recorded, close } = await open('elsewhere');
  await recorded('No course is around this file: everything works, and no result is recorded.');
  await train(sco);
  await sco.getByLabel('Language').selectOption('de');
  await recorded('Um diese Datei ist kein Kurs');
  assert.deepEqual(page.faults, []);
  await close();
});
