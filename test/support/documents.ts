import { readFile } from 'node:fs/promises';

/** The blocks of code of one language in a document, from a heading on. */
export async function blocksOf(document: string, language: string, heading = ''): Promise<string[]> {
  const page = await readFile(document, 'utf8');
  const parts = page.slice(page.indexOf(heading)).split(new RegExp(`^ *\`\`\`${language}\n`, 'mu'));
  return parts.slice(1).map((part) => part.split('```')[0] ?? '');
}
