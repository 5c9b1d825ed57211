/**
 * The address, or null where the text is none. Not by `URL.canParse`: on Node 20 it calls every address with a letter such as `ü` none,
 * once it has been called a few thousand times with a text of one piece.
 */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
