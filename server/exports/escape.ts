/** Escapes text for XML, so that a parser gives back exactly that text. */

/** Everything outside the Char production of XML 1.0; no character reference can express it either. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** The text with a replacement mark for each character that XML cannot express. */
export const printable = (value: string): string => value.replaceAll(NOT_XML, '\uFFFD');

/** Markup, and the carriage return, which a parser turns into a line feed unless it is a reference. */
const IN_TEXT = /[&<>\r]|[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** In an attribute also the quote, tabs and line feeds: a parser would read them as blanks. */
const IN_ATTRIBUTE = /[&<>\r"\t\n]|[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const referenceTo = (character: string): string => REFERENCES[character] ?? '\uFFFD';

export const escapeText = (value: string): string => value.replace(IN_TEXT, referenceTo);
export const escapeAttribute = (value: string): string => value.replace(IN_ATTRIBUTE, referenceTo);
