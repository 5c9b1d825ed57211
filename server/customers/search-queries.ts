import type { Sql } from 'postgres';
import { searchedAddress } from '../email-address.ts';

/** Above every letter: what begins with a text lies between the text and the text followed by this. */
const BEYOND = '\u{10FFFF}';

/**
 * Whose name, from any of its first four words on, whose address or its domain, or whose company begins with this text,
 * in any case: an array of ids. Ranges of an index, so that the work follows the matches, not the people; and no
 * pattern, so that no sign means anything but itself.
 */
export const peopleFound = (sql: Sql, search: string) => {
  const beginsWith = (text: ReturnType<Sql>, start: string) =>
    sql`(${text} collate "C" >= lower(${start}) and ${text} collate "C" < lower(${start}) || ${BEYOND})`;
  const begins = (text: ReturnType<Sql>) => beginsWith(text, search);
  const address = searchedAddress(search);
  return sql`array(
    select id from lethe.customers
    where ${begins(sql`lethe.from_word(name, 1)`)} or ${begins(sql`lethe.from_word(name, 2)`)}
      or ${begins(sql`lethe.from_word(name, 3)`)} or ${begins(sql`lethe.from_word(name, 4)`)}
      or ${beginsWith(sql`lower(email)`, address)} or ${beginsWith(sql`lower(split_part(email, '@', 2))`, address)}
      or ${begins(sql`lower(company)`)})`;
};
