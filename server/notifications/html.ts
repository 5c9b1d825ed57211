import type { Letterhead } from '../settings/logo/bytes.ts';
import { fitInto } from '../settings/logo/rules.ts';

/* A letter as HTML, beside its plain text. */

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);

/**
 * The body as HTML: everything is escaped, blank lines make paragraphs, and nothing is a link. The one picture is the operator's logo, and
 * it travels with the message.
 */
export const asHtml = (body: string, letterhead: Letterhead | null = null): string => {
  const paragraphs = escape(body.replaceAll(/\r\n?/gu, '\n')).split(/\n{2,}/u);
  const text = paragraphs.map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`);
  return [...(letterhead === null ? [] : [`<p>${logoTag(letterhead)}</p>`]), ...text].join('\n');
};

/** How the message names the picture that it brings. */
const LOGO_ID = 'operator-logo@lethe';
/** The largest that it is shown, in pixels. */
const LOGO_BOX = { width: 220, height: 56 };

/** On white: a dark mark would be lost on the dark ground of some mail programs. */
function logoTag(letterhead: Letterhead): string {
  const { width, height } = fitInto(LOGO_BOX, letterhead);
  const words = escape(letterhead.name ?? '');
  return `<img src="cid:${LOGO_ID}" alt="${words}" width="${width}" height="${height}" style="background:#fff;padding:8px">`;
}

/** The picture that the HTML shows. */
export const pictureOf = (letterhead: Letterhead) => ({
  id: LOGO_ID,
  filename: letterhead.type === 'image/png' ? 'logo.png' : 'logo.jpg',
  type: letterhead.type,
  content: Buffer.from(letterhead.image),
});
