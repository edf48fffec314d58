// Passes a run on whose data people brought: in a link, if the data is small, or as a file.

import { defaultSaid, wordsOf } from '../element/words';
import { compressed, hasCompression, MOST_IN_LINK, packed, toAddress } from '../shared-run';
import { addressWithData, writeConfiguration } from './address';
import { configurationOf } from './configuration';
import type { Page } from './page';

export interface DataLink {
  /** In bytes, what it would have to hold; null where the browser cannot compress. */
  compressed: number | null;
  /** Null if it has no room for that. */
  link: string | null;
}

/** @param address of the page as it is now */
export async function linkOf(page: Page, address: string): Promise<DataLink> {
  const piece = packed({}, page.data.inOrder);
  const said = { ...configurationOf(page), presentation: page.presentation.current };
  const short = hasCompression() ? await compressed(piece) : null;
  const fits = short !== null && short.size <= MOST_IN_LINK;
  const link = fits ? addressWithData(writeConfiguration(new URL(address), said), await toAddress(short)).href : null;
  return { compressed: short?.size ?? null, link };
}

/** The settings and the data, from which anybody trains the same model. */
export function fileOf(page: Page): Blob {
  const { presentation } = defaultSaid('own');
  return packed(wordsOf({ ...configurationOf(page), presentation }), page.data.inOrder);
}
