import * as fc from 'fast-check';

/* Text that somebody takes for something else: a parser, a library that escapes, a reader's eye. */

const hex = (code: number) => code.toString(16);
const code = fc.oneof(fc.nat(0x10ffff), fc.constantFrom(0, 9, 10, 13, 38, 60, 65, 0xd800, 0xfffe, 0x110000));

/** Shaped like a reference to a character or an entity: known and unknown names, decimal, hexadecimal, and halves. */
export const entityShaped: fc.Arbitrary<string> = fc.oneof(
  fc
    .constantFrom('amp', 'lt', 'gt', 'quot', 'apos', 'nbsp', 'eacute', 'x', 'D', 'é')
    .map((name) => `&${name};`),
  fc.stringMatching(/^[A-Za-z_:][\w.:-]{0,6}$/u).map((name) => `&${name};`),
  code.map((number) => `&#${number};`),
  code.map((number) => `&#x${hex(number)};`),
  code.map((number) => `&#X${hex(number).toUpperCase()};`),
  fc.constantFrom(
    '&',
    ';',
    '&;',
    '&#',
    '&#;',
    '&#x',
    '&#x;',
    '&amp',
    '&#38',
    '&#x26',
    '&#xg;',
    '&#-1;',
    '&#1a;',
  ),
  fc.constantFrom('&amp;amp;', '&#38;#38;', '&amp;#65;', '&&lt;;', '&lt;&#60', '%x;', '& nbsp;', '&nbsp ;'),
);

const oneOf = (separated: string): fc.Arbitrary<string> => fc.constantFrom(...separated.split(' '));

const markup = oneOf(
  `< > " ' /> =" ]]> <![CDATA[ <!-- --> <?php?> </personalData> <b> <!ENTITY xmlns="x" {{name}} {x} \\ \\u0026 %0A \` $& $1`,
);
const space = fc.oneof(oneOf('\r \n \r\n \t \u0085 \u00a0 \u2028 \u2029 \u3000'), fc.constantFrom(' ', '  '));
/** Emoji of several parts, marks of direction, combining and full-width forms, invisible characters, other digits. */
const script = oneOf(
  '\u{1F469}\u200d\u{1F4BB} \u{1F1E9}\u{1F1EA} \u200f \u202e \u2066 e\u0301 ﬁ ＆ａｍｐ； \u200b \ufeff \u00ad \u2060 \u0663\u0664 İı ß ﷺ \u{1FFFE} \ufffd \u007f',
);
/** What XML cannot carry, and PostgreSQL in part: controls, noncharacters, halves of surrogate pairs. */
const illegal = fc.constantFrom('\0', '\u0001', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', '\udfff');
const whole = fc.constantFrom(
  '',
  ' ',
  '-',
  'n/a',
  'null',
  '0',
  '*****',
  'a',
  'x'.repeat(3_000),
  '&x;'.repeat(500),
);

/** Anything that can be a text at all. */
export const awkward: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: piecesOf(entityShaped, markup, space, script, illegal) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
  { weight: 2, arbitrary: entityShaped },
  { weight: 1, arbitrary: whole },
);

/** What a text column can hold: PostgreSQL stores no NUL and no half of a pair. */
export const storable: fc.Arbitrary<string> = awkward.map((text) => text.replaceAll('\0', '').toWellFormed());

function piecesOf(...kinds: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const piece = fc.oneof(...kinds, fc.string({ unit: 'grapheme', maxLength: 3 }));
  return fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''));
}
