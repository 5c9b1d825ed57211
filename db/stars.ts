/** What stands where a text was starred out. Never a prefix, a length or a hash of the text. */
export const STARS = '*****';
