// A SCORM 1.2 package: the single file, and what tells a course what to do with it. See "SCORM Content Aggregation Model",
// version 1.2, section 2.3.

import { zipSync } from 'fflate';

import { sha256 } from '../sha256';

/** Its name as a download. */
export const PACKAGE = 'glass-gpt-scorm.zip';

const MANIFEST = 'imsmanifest.xml';

/** Characters of a title at most. */
const MOST_TITLE = 80;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** As it stands in XML, which holds no control characters and no half of a character. */
const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]+/gu, ' ')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** The first line of the task tells one package from another. */
export function titleOf(task: string): string {
  const [line = ''] = task.trim().split('\n');
  const characters = [...line.trim()];
  const short = characters.length > MOST_TITLE ? `${characters.slice(0, MOST_TITLE).join('')}…` : characters.join('');
  return short === '' ? 'GlassGPT' : `GlassGPT: ${short}`;
}

/**
 * @param identifier an XML name
 * @param file that a course opens
 */
export function manifest(identifier: string, title: string, file: string): string {
  const name = escaped(title);
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${identifier}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="organization">
    <organization identifier="organization">
      <title>${name}</title>
      <item identifier="item" identifierref="resource" isvisible="true">
        <title>${name}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="resource" type="webcontent" adlcp:scormtype="sco" href="${file}">
      <file href="${file}"/>
    </resource>
  </resources>
</manifest>
`;
}

/**
 * @param page the single file, set as one wants it and marked as a course's
 * @param name that it has in the package
 * @param task of whoever made it
 */
export async function scormPackage(page: Blob, name: string, task: string): Promise<Blob> {
  const html = new Uint8Array(await page.arrayBuffer());
  // Another content is another package.
  const identifier = `GlassGPT-${sha256(html).slice(0, 16)}`;
  const about = new TextEncoder().encode(manifest(identifier, titleOf(task), name));
  return new Blob([zipSync({ [MANIFEST]: about, [name]: html })], { type: 'application/zip' });
}
