import { escapeText } from './escape.ts';
import { type Field, NESTED_PREFIX, OUTER_KEY, type Row, type Section } from './rules.ts';

/** Puts a tag on a line of its own, so that a person can read the file. */
export const onOwnLine = (depth: number, tag: string): string => `\n${'  '.repeat(depth)}${tag}`;

/** Rows of one section as XML, batch by batch. */
export interface RowWriter {
  text(rows: readonly Row[]): string;
  /** Closes the elements that are still open after the last batch. */
  end(): string;
}

export const createRowWriter = (section: Section): RowWriter =>
  section.inside === null ? createFlatWriter(section) : createNestingWriter(section, section.inside.section);

/** Answers a function that writes one row's elements. It builds tags once and escapes values itself: xmlbuilder2 4.0.3 is slow and leaves `&x;` as it is. */
function compileFields(fields: readonly Field[], depth: number, prefix = ''): (row: Row) => string {
  const parts = fields.map(({ element }) => ({
    name: prefix + element,
    start: onOwnLine(depth, `<${element}>`),
    stop: `</${element}>`,
  }));
  return (row) => {
    let text = '';
    for (const { name, start, stop } of parts) {
      const value = row[name];
      if (value !== null && value !== undefined) text += start + escapeText(`${value}`) + stop;
    }
    return text;
  };
}

const tagsOf = ({ processing: { element } }: Section, depth: number) => ({
  start: onOwnLine(depth, `<${element}>`),
  stop: onOwnLine(depth, `</${element}>`),
});

function createFlatWriter(section: Section): RowWriter {
  const { start, stop } = tagsOf(section, 2);
  const fieldsOf = compileFields(section.fields, 3);
  return {
    text(rows) {
      let text = '';
      for (const row of rows) text += start + fieldsOf(row) + stop;
      return text;
    },
    end: () => '',
  };
}

/** Writes outer rows with nested rows, as the join gives them: an outer row may begin in one batch and end in a later one. */
function createNestingWriter(section: Section, inside: Section): RowWriter {
  const outer = tagsOf(section, 2);
  const inner = tagsOf(inside, 3);
  const outerFields = compileFields(section.fields, 3);
  const innerFields = compileFields(inside.fields, 4, NESTED_PREFIX);
  let open: Row[string];
  return {
    text(rows) {
      let text = '';
      for (const row of rows) {
        if (row[OUTER_KEY] !== open) {
          text += (open === undefined ? '' : outer.stop) + outer.start + outerFields(row);
          open = row[OUTER_KEY];
        }
        // The join gives an invoice without lines as one row whose inner key is null.
        if (row[NESTED_PREFIX] !== null) text += inner.start + innerFields(row) + inner.stop;
      }
      return text;
    },
    end: () => (open === undefined ? '' : outer.stop),
  };
}
