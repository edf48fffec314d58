// The page in one file as people use it, in whichever browser: by functions that run in it, and nothing else.

import { defineFind, waitUntil } from './support.mjs';

const SMALL = ['A cat has four legs.', 'Snow is white and cold.', 'Bees make honey.'].join('\n');

/** Words that train on so little within seconds, with a target that is reached. */
export const SMALL_WORDS = new URLSearchParams({ 'validation-share': '0', target: 'loss 1' }).toString();

/** The file, in a frame of Playwright's or of Puppeteer's. */
export class Place {
  constructor(frame) {
    this.frame = frame;
  }

  /** Of the first element that the selector takes and whose text matches: whether it is there. */
  has(selector, text = '') {
    return this.frame.evaluate(([selector, text]) => window.find(selector, text) !== null, [selector, text]);
  }

  sees(selector, text = '') {
    return waitUntil(() => this.has(selector, text), `${selector} ${text}`);
  }

  /** What one sees of it, or what a field holds. */
  async read(selector) {
    await this.sees(selector);
    return this.frame.evaluate(([selector]) => {
      const element = window.find(selector);
      return 'value' in element ? element.value : element.innerText;
    }, [selector]);
  }

  /** Brings it into sight, where what nobody sees is not drawn. */
  async goTo(selector) {
    await this.sees(selector);
    await this.frame.evaluate(([selector]) => window.find(selector).scrollIntoView(), [selector]);
  }

  async press(selector, text = '') {
    await this.sees(`${selector}:not(:disabled)`, text);
    await this.frame.evaluate(([selector, text]) => window.find(selector, text).click(), [`${selector}:not(:disabled)`, text]);
  }

  async fill(selector, value) {
    await this.sees(selector);
    await this.frame.evaluate(
      ([selector, value]) => {
        const field = window.find(selector);
        field.value = value;
        for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
      },
      [selector, value],
    );
  }

  async chooseFile(selector, name, text) {
    await this.sees(selector);
    await this.frame.evaluate(
      ([selector, name, text]) => {
        const chosen = new DataTransfer();
        chosen.items.add(new File([text], name));
        const field = window.find(selector);
        field.files = chosen.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      },
      [selector, name, text],
    );
  }

  /** Unfolds all that is folded, and returns how much that was. */
  unfold() {
    return this.frame.evaluate(() => {
      const closed = [];
      const visit = (root) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.matches('details:not([open])') && element.checkVisibility()) closed.push(element);
          if (element.shadowRoot) visit(element.shadowRoot);
        }
      };
      visit(document);
      closed.forEach((details) => (details.open = true));
      return closed.length;
    });
  }

  async begin() {
    await this.frame.evaluate(defineFind);
    await this.sees('button.primary:not(:disabled)', '^Train$');
  }

  /** Trains on a few own sentences to the end, and asks. */
  async trainAndAsk() {
    await this.press('input[data-control=own]');
    await this.chooseFile('input[type=file][multiple]', 'own.txt', SMALL);
    await this.sees('li', '^own\\.txt: 3 texts');
    await this.press('button.primary', '^Train$');
    await this.sees('[data-name=state]', '^Trained$');
    await this.fill('input[name=prompt]', 'A cat has');
    await this.press('button.primary', '^Ask$');
    await this.sees('.answer[aria-busy=false] [data-name=answer]', '^ ?four legs\\.');
  }

  /** Opens each panel, each of its tabs, and what is folded. */
  async openPanels() {
    await this.goTo('gg-watch');
    await this.sees('canvas');
    await this.sees('gg-timeline');

    await this.goTo('gg-look-inside');
    await this.fill('input[data-control=inside-prompt]', 'A cat has four');
    for (const [tab, drawn] of [
      ['tokens', 'ol[aria-label="Tokens of the prompt"] li'],
      ['attention', 'gg-attention-lines'],
      ['next', '.words[role=radiogroup]'],
      ['map', 'gg-word-map'],
      ['sizes', '[aria-label="Sizes, part by part"] tr'],
    ]) {
      await this.press(`#tab-${tab}`);
      await this.sees(`gg-inside-${tab}`);
      await this.sees(drawn);
    }

    await this.goTo('gg-microscope');
    await this.press('button[data-control=microscope-take]');
    await this.sees('[data-name=taken]');
    await this.press('button[data-control=microscope-stage]', '^Next$');
    await this.sees('[data-name=number]', '^2 / ');

    await this.goTo('gg-runs');
    await this.sees('button', '^As text$');
    await this.goTo('gg-article');
    await this.sees('section.chapter');

    while ((await this.unfold()) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    for (const control of ['layers', 'seed', 'temperature']) await this.sees(`[data-control=${control}]`);
    await this.sees('gg-history-table');
    await this.sees('gg-data-preview');

    await this.press('button', '^Take the tour$');
    await this.sees('gg-tour');
    await this.press('button.leave', '^Leave$');
  }

  /** Makes a result once the target is reached, and copies it. Returns it, and what the page says of the copy. */
  async handIn() {
    await this.sees('[data-name=reached]', '^Reached after \\d+ steps\\.$');
    await this.press('button.primary', '^Make my result$');
    const text = await this.read('textarea#result');
    await this.press('button', '^Copy$');
    await this.sees('span[role=status]', '^(Copied\\.|The browser did not allow copying)');
    const refused = await this.has('span[role=status]', '^The browser did not allow copying');
    const selected = await this.frame.evaluate(() => {
      const area = window.find('textarea#result');
      return area.value.slice(area.selectionStart, area.selectionEnd);
    });
    return { text, refused, selected };
  }
}
