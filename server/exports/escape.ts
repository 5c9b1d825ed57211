/** How any text stands in XML, so that a parser gives back exactly that text. */

/** Everything outside the Char production of XML 1.0, which no reference can name either. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** What a file can say of a text: a mark stands for each character that XML cannot carry. */
export const printable = (value: string): string => value.replaceAll(NOT_XML, '\uFFFD');

/** Markup, and a carriage return, which a parser reads as a line feed unless a reference names it. */
const IN_TEXT = /[&<>\r]|[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** In an attribute also the quote around it, and all white space but the blank, which a parser reads as blanks. */
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
