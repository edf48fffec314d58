// What stands in a <glass-gpt> once it is wanted: the workbench with its page state, and what scripts do with it. Loaded
// then, with all that it takes.

import type { Tell } from '../element/events';
import { SHOWN_IN_ELEMENT } from '../element/panels';
import { type Fault, faultText, readAttributes, type Reading } from '../element/read-words';
import { languageOf } from '../i18n/languages';
import { Locale, within } from '../i18n/translate';
import { Handle } from '../page/handle';
import { Page } from '../page/page';
import { bringTrainedModel } from './bring-trained-model';
import { Workbench } from './workbench';

/** Whether it takes all that the words mean to tell it. */
const isBeyondPoster = (fault: Fault): boolean =>
  fault.kind === 'heads' || (fault.kind === 'value' && fault.word.values.kind === 'text');

/** So many were opened in elements of this document. */
let opened = 0;
const NAME = 'GlassGPT';

export class Demo {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly handle: Handle;
  /** The landmark's, unless the element has a label; empty in the site, which is one itself. */
  #usualLabel = '';
  /** Its words as they were read last; empty in the site, whose address has them. */
  #words = '';

  constructor(page: Page, tell: Tell) {
    this.page = page;
    this.workbench = new Workbench(page);
    this.handle = new Handle(page, tell);
  }

  /** Begins as an element's words say. */
  begin(attributes: NamedNodeMap): void {
    const reading = this.#read(attributes);
    this.#words = JSON.stringify(reading.configuration);
    this.page.presentation.replace(reading.presentation);
    void this.handle.begin(() => this.handle.choose(reading.configuration)).then(() => bringTrainedModel(this.page));
  }

  /** Takes over an element's words that have changed: what is trained on and how, where nothing is trained. */
  takeWords(attributes: NamedNodeMap): void {
    if (this.#words === '') return;
    this.#label(attributes);
    const { configuration, presentation } = this.#read(attributes);
    const { page } = this;
    if (JSON.stringify(presentation) !== JSON.stringify(page.presentation.current)) page.presentation.replace(presentation);
    const language = languageOf(presentation.language);
    if (language !== page.locale.language) void page.notice.attempt(() => page.locale.choose(language));
    const words = JSON.stringify(configuration);
    if (words === this.#words) return;
    this.#words = words;
    void page.notice.attempt(() => this.handle.choose(configuration));
  }

  /** As one landmark of a document of others, by a name that none of its siblings has. */
  standAlone(attributes: NamedNodeMap): void {
    const { workbench } = this;
    workbench.classList.add('alone');
    workbench.role = 'region';
    this.#usualLabel = ++opened === 1 ? NAME : `${NAME} ${opened}`;
    this.#label(attributes);
  }

  #label(attributes: NamedNodeMap): void {
    if (this.#usualLabel !== '') this.workbench.ariaLabel = attributes.getNamedItem('aria-label')?.value ?? this.#usualLabel;
  }

  #read(attributes: NamedNodeMap): Reading {
    const reading = readAttributes(attributes);
    const texts = within(this.page.locale, () => reading.faults.map((fault) => faultText(fault, reading)));
    if (texts.length > 0) this.page.notice.show(texts.join(' '));
    // The others the poster has told.
    reading.faults.forEach((fault, i) => isBeyondPoster(fault) && console.warn(`<glass-gpt>: ${texts[i]}`));
    return reading;
  }
}

/** Makes what an element's words say. */
export async function openDemo(attributes: NamedNodeMap, tell: Tell): Promise<Demo> {
  const { language } = readAttributes(attributes).presentation;
  const locale = new Locale();
  await locale.choose(languageOf(language));
  const demo = new Demo(new Page({ locale, keepsRuns: false, usual: SHOWN_IN_ELEMENT }), tell);
  demo.standAlone(attributes);
  demo.begin(attributes);
  return demo;
}
