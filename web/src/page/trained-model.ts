// The small trained model that is there before anything is trained: its files, by language, and how it comes onto the page.
// Loaded once the page stands, with all that it takes.

import recordDe from '../../../data/trained-model/trained-model-de.json?url';
import weightsDe from '../../../data/trained-model/trained-model-de.safetensors?url';
import recordEn from '../../../data/trained-model/trained-model-en.json?url';
import weightsEn from '../../../data/trained-model/trained-model-en.safetensors?url';
import recordEs from '../../../data/trained-model/trained-model-es.json?url';
import weightsEs from '../../../data/trained-model/trained-model-es.safetensors?url';

import { fetchAsset } from '../assets';
import { dataFile } from '../data-file';
import type { Language } from '../i18n/languages';
import type { Page } from './page';
import type { TrainingRecord } from './shown-state';

interface Files {
  weights: string;
  record: string;
}

const FILES: Record<Language, Files> = {
  en: { weights: weightsEn, record: recordEn },
  de: { weights: weightsDe, record: recordDe },
  es: { weights: weightsEs, record: recordEs },
};

async function fetched(address: string): Promise<Response> {
  const response = await fetchAsset(address);
  if (!response.ok) throw new TypeError(response.statusText);
  return response;
}

/**
 * Brings that of the page's language, and that of another one as often as it is chosen. Where other data are to be trained
 * on, it steps aside until there is a model of them.
 */
export async function bring(page: Page): Promise<void> {
  const { client, data, locale, shown, status, life } = page;
  await locale.need('trained');
  let brought: Files | null = null;
  const bringOne = async (): Promise<void> => {
    const files = FILES[locale.language];
    if (files === brought || life.aborted) return;
    brought = files;
    const [weights, record] = await Promise.all([fetched(files.weights), fetched(files.record)]);
    const [content, its] = [await weights.blob(), (await record.json()) as TrainingRecord];
    if (files !== brought || life.aborted) return;
    const file = dataFile('trained-model.safetensors', content);
    await client.request<'bring'>({ type: 'bring', file, step: its.last.step });
    shown.setRecord(its);
    makeWay();
  };
  const makeWay = (): void => {
    const which = data.dataset.kind === 'facts' ? 'trained' : 'own';
    if (status.own === null && status.trained !== null && status.shows !== which) void shown.show(which);
  };
  await bringOne();
  const stops = [
    locale.subscribe(() => void bringOne().catch(() => {})), // the one that is there stays
    data.subscribe(makeWay),
  ];
  life.addEventListener('abort', () => stops.forEach((stop) => stop()), { once: true });
}
