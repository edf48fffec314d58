// The model that a server gives with the page, as native/serve/page_files.cpp writes it into the document.

import { loadedLater } from './messages';
import type { Page } from './page';

/** @param address the model file's, from the document's on */
export async function openServedModel(page: Page, address: string): Promise<void> {
  const url = new URL(address, document.baseURI);
  const content = await loadedLater(async () => {
    const response = await fetch(url);
    if (!response.ok) throw new TypeError(response.statusText);
    return response.blob();
  });
  await page.files.takeFromAuthor([new File([content], url.pathname.slice(url.pathname.lastIndexOf('/') + 1))]);
}
