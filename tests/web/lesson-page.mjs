// The lessons of docs/lessons, done as they say: what a reader then sees, for the test to compare with their texts, and for
// the pictures. What is typed stands in the lesson itself, in `<kbd data-input>`, and so in its language.


export const LANGUAGES = ['en', 'de', 'es'];

/** White space as it is compared: browsers' numbers have narrow and unbreakable ones. */
export const plain = (text) => text.replace(/\s+/gu, ' ').trim();

class Lesson {
  constructor(page, look) {
    this.page = page;
    /** Called where a picture is taken: (name, locator). */
    this.look = look;
  }

  demo(number = 0) {
    return this.page.locator('glass-gpt').nth(number);
  }

  /** What the lesson says to type. */
  input(name) {
    return this.page.locator(`[data-input="${name}"]`).first().innerText();
  }

  language() {
    return this.page.locator('html').getAttribute('lang');
  }

  /** The poster's first button trains, its second only opens. */
  async train(demo) {
    await demo.getByRole('button').first().click();
    await this.trained(demo);
  }

  async open(demo) {
    await demo.getByRole('button').nth(1).click();
    await demo.locator('gg-training-panel .primary:enabled').waitFor();
  }

  /** Waits for the end of training. */
  trained(demo) {
    return demo.evaluate((element) => element.train());
  }

  /** Takes one step with the button for it. */
  async step(demo) {
    await demo.locator('gg-training-panel button').nth(1).click();
    await demo.locator('gg-training-panel button:nth-of-type(3):enabled').waitFor(); // Reset, once there is a step
  }

  /** Gives the model a text to look at; done once it shows that one. */
  async inspect(demo, text, shown) {
    await demo.locator('gg-look-inside #prompt').fill(text);
    const squeezed = (words) => words.join('').replace(/\s/g, '');
    for (let tries = 0; squeezed(await shown.allInnerTexts()) !== squeezed([text]); ++tries) {
      if (tries > 200) throw new Error(`“${text}” is not shown`);
      await this.page.waitForTimeout(25);
    }
  }

  async ask(demo, question) {
    const box = demo.locator('gg-ask-box');
    const before = await box.locator('li').count();
    await box.locator('form input').first().fill(question);
    await box.locator('form button').first().click();
    await box.locator('li').nth(before).waitFor({ state: 'attached' });
    await box.locator('li:first-child .answer[aria-busy=false]').waitFor();
    return box.locator('li').first();
  }
}

async function tokens(lesson) {
  const [words, characters] = [lesson.demo(0), lesson.demo(1)];
  const list = (demo) => demo.locator('gg-inside-tokens ol');
  const number = (demo) => list(demo).locator('li').count();
  const names = (demo) => list(demo).locator('b');
  for (const demo of [words, characters]) await lesson.train(demo);
  const [known, twice, unknown, small] = await Promise.all(['known', 'twice', 'unknown', 'small'].map((name) => lesson.input(name)));

  await lesson.inspect(words, known, names(words));
  const tokens = await number(words);
  await lesson.inspect(words, twice, names(words));
  const numbers = await list(words).locator('li span').allInnerTexts();
  await lesson.inspect(words, unknown, names(words));
  const strangers = await list(words).locator('.unknown b').allInnerTexts();
  await lesson.look('tokens-words', list(words));
  await lesson.inspect(characters, unknown, names(characters));
  await lesson.look('tokens-characters', list(characters));
  const letters = await number(characters);
  const strangeLetters = await list(characters).locator('.unknown').count();
  const spaces = (await names(characters).allInnerTexts()).filter((name) => name.trim() === '').length;
  await lesson.inspect(words, small, names(words));
  return {
    tokens: String(tokens),
    words: String(tokens - 1),
    same: numbers.length === 2 && numbers[0] === numbers[1],
    stranger: strangers[0],
    gold: strangers[1],
    strangers: strangers.length === 2,
    letters: String(letters),
    'no-strangers': strangeLetters === 0,
    spaces: spaces > 0 && letters === unknown.length,
    small: (await list(words).locator('.unknown').count()) === 1,
  };
}

async function attention(lesson) {
  const demo = lesson.demo();
  const lines = demo.locator('gg-attention-lines');
  const words = lines.getByRole('radio');
  /** What the chosen word shares out: each word before it, and itself, with its percentage. */
  const shares = async () => {
    const all = await lines.locator('li:not(.later)').evaluateAll((items) =>
      items.map((item) => [item.querySelector('bdi').innerText, item.querySelector('span').innerText]),
    );
    return all.map(([word, share]) => ({ word, share: plain(share), value: Number.parseFloat(share.replace(',', '.').replace('<', '')) }));
  };
  const most = (list) => list.reduce((a, b) => (b.value > a.value ? b : a));
  const first = await lesson.input('first');
  const other = await lesson.input('other');

  await lesson.open(demo);
  await lesson.step(demo);
  await lesson.inspect(demo, first, words);
  const before = await shares();
  const { step } = await lesson.trained(demo);
  await demo.locator('gg-look-inside #prompt').scrollIntoViewIfNeeded(); // it looks while it is seen
  await demo.locator('gg-look-inside [data-name=step]').filter({ hasText: step.toLocaleString(await lesson.language()) }).waitFor();
  await lesson.inspect(demo, first, words);
  const after = most(await shares());
  await lesson.look('attention', demo.locator('gg-inside-attention .both'));
  await words.first().click();
  const ofFirst = await shares();
  const laterOfFirst = await lines.locator('li.later').count();
  await lesson.inspect(demo, other, words);
  await words.last().click();
  const swapped = most(await shares());
  const total = before.reduce((sum, { value }) => sum + value, 0);
  const text = (await demo.evaluate((element, prompt) => element.generate(prompt, { maxTokens: 1 }), other)).text;
  return {
    each: before.every(({ share }) => share === before[0].share) ? before[0].share : '',
    sum: Math.abs(total - 100) <= before.length / 2,
    word: after.word,
    share: after.share,
    itself: ofFirst.length === 1 ? ofFirst[0].share : '',
    later: laterOfFirst === before.length - 1,
    'other-word': swapped.word,
    'other-share': swapped.share,
    'other-next': text.trim(),
  };
}

async function loss(lesson) {
  const demo = lesson.demo();
  await lesson.open(demo);
  await lesson.step(demo);
  const figure = demo.locator('gg-training-panel dl > div').nth(2).locator('dd').first();
  await figure.filter({ hasText: /\d/ }).waitFor();
  const first = plain(await figure.innerText());
  await lesson.trained(demo);
  const watch = demo.locator('gg-watch');
  await watch.locator('gg-history-table summary').click();
  const rows = watch.locator('gg-history-table tbody tr');
  await rows.first().waitFor();
  const numberOf = (text) => Number(text.replace(',', '.'));
  const points = (await rows.evaluateAll((all) => all.map((row) => [...row.cells].map(({ innerText }) => innerText)))).map(
    ([step, , , mean, validation]) => ({ step: plain(step), mean: plain(mean), validation: plain(validation) }),
  );
  const lowest = points.reduce((a, b) => (numberOf(b.validation) < numberOf(a.validation) ? b : a));
  const last = points.at(-1);
  await watch.locator('gg-history-table summary').click();
  await lesson.look('loss', watch.locator('gg-line-chart').first());
  // What one can work out from the sentences themselves: all words equally likely; and all verbs, colours and things.
  const sentences = await lesson.page.evaluate(async () => (await fetch('drawn.txt')).text());
  const vocabulary = new Set(sentences.match(/\p{L}+|\./gu)).size + 2; // “unknown” and the end
  const columns = sentences.trim().split('\n').map((sentence) => sentence.match(/\p{L}+|\./gu));
  const guessed = columns[0].map((_, place) => new Set(columns.map((words) => words[place])).size).slice(1);
  const floor = guessed.reduce((sum, choices) => sum + Math.log(choices), 0) / (guessed.length + 1); // the end, too
  const language = await lesson.language();
  const figures = (value) => value.toLocaleString(language, { maximumSignificantDigits: 3 });
  const below = points.find(({ mean }) => numberOf(mean) < floor);
  return {
    first,
    fall: numberOf(points[1].mean) < numberOf(points[0].mean) && numberOf(points[1].validation) < numberOf(points[0].validation),
    blind: figures(Math.log(vocabulary)),
    vocabulary: String(vocabulary),
    guessed: String(guessed.length + 1),
    floor: figures(floor),
    below: below.step,
    mean: last.mean,
    lowest: lowest.validation,
    'lowest-step': lowest.step,
    validation: last.validation,
    lies: numberOf(last.mean) < floor && numberOf(last.validation) > numberOf(lowest.validation),
  };
}

async function conversation(lesson) {
  const demo = lesson.demo();
  await lesson.train(demo);
  const said = (at) => demo.locator(`[data-milestone=${at}] dd`).innerText();
  const [before, read, tuned] = [await said('start'), await said('pretrain'), await said('tune')];
  await lesson.look('conversation', demo.locator('gg-same-question .answers'));
  const question = await lesson.input('never');
  const never = await lesson.ask(demo, question);
  const answer = await never.locator('[data-name=answer]').innerText();
  const guess = await never.locator('[data-name=sure] .guess').innerText();
  const facts = (await lesson.page.evaluate(async () => (await fetch('facts.txt')).text())).trim().split('\n');
  const asked = /(\p{L}+)\?$/u.exec(question)[1];
  return {
    before: plain(before),
    noise: !facts.some((fact) => before.includes(fact)),
    read: plain(read),
    tuned: plain(tuned),
    never: plain(answer),
    wrong: facts.some((fact) => fact.includes(asked)) && !answer.includes(asked),
    guess: plain(guess),
  };
}

const WALKS = { tokens, attention, loss, conversation };

export const LESSONS = Object.fromEntries(
  Object.entries(WALKS).map(([name, walk]) => [name, (page, look = async () => {}) => walk(new Lesson(page, look))]),
);
