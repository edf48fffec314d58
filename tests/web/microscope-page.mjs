// The microscope, in the terms of those who use it.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as a formula writes it in English, `−1.235·10⁻⁶`, or NaN. */
export function read(text) {
  const [mantissa, power = ''] = text
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .replace('−', '-')
    .split('·10');
  const exponent = power.replace('⁻', '-').replace(/[⁰¹²³⁴-⁹]/g, (digit) => SUPERSCRIPTS.indexOf(digit));
  return Number(`${mantissa}e${exponent || 0}`);
}

export class Microscope {
  constructor(glass) {
    this.glass = glass;
    this.part = glass.page.locator('gg-microscope');
  }

  /** Has a step of this text taken apart, and waits until it is shown. Returns it as the worker sent it. */
  async take(text) {
    await this.part.locator('#text').fill(text);
    return this.shown(() => this.part.locator('form button').click());
  }

  /** Does what makes another step be taken, and waits until it is shown. */
  async shown(action) {
    const count = () => window.heard.filter(({ type }) => type === 'dissect').length;
    const before = await this.glass.page.evaluate(count);
    await action();
    await this.glass.page.waitForFunction(
      (least) => window.heard.filter(({ type }) => type === 'dissect').length > least,
      before,
    );
    // Until one picked a weight, a first look finds one that the step moves: the button waits for both.
    await this.part.locator('form button:enabled').waitFor();
    return this.glass.page.evaluate(() => {
      const { step, dissection } = window.heard.findLast(({ type }) => type === 'dissect');
      const plain = (matrices) =>
        Object.fromEntries(matrices.map(({ name, cols, values }) => [name, { cols, values: Array.from(values) }]));
      const { forward, backward, weights, losses } = dissection;
      return {
        ...dissection,
        step,
        losses: Array.from(losses),
        forward: plain(forward),
        backward: plain(backward),
        // All of them would take seconds to get here.
        weights: plain(weights.filter(({ name }) => name.startsWith('blocks.0.ffn.'))),
      };
    });
  }

  /** Goes to a stage, by its number from 1, in the list beside it. */
  async go(stage) {
    await this.part.locator(`[data-stage='${stage - 1}']`).click();
    await this.part.locator('gg-stage h3', { hasText: new RegExp(`^${stage}\\.`) }).waitFor();
  }

  /** A formula as text. */
  formula(name) {
    return this.part.locator(`[data-formula=${name}] math`).first().textContent();
  }

  /** What the formula says its value is. */
  async result(name) {
    return read((await this.formula(name)).split('=').at(-1));
  }
}
