import { headOf } from './wire.ts';

/** Bodies that are still on their way when a refusal comes. */

const blanks = (size: number) => Buffer.alloc(size, ' ');
const KB = 1024;
const MB = 1024 * KB;

type Pieces = (string | Buffer | number)[];
type Body = (path: string, headers: Record<string, string>, method?: string) => Pieces;

const stated =
  (size: number, sent: Pieces): Body =>
  (path, headers, method) => [headOf(path, { ...headers, 'content-length': String(size) }, method), ...sent];

const inPieces = (sizes: number[]): Body => {
  const chunks = sizes.flatMap((size) => [`${size.toString(16)}\r\n`, blanks(size), '\r\n']);
  return (path, headers, method) => [
    headOf(path, { ...headers, 'transfer-encoding': 'chunked' }, method),
    ...chunks,
  ];
};

/** Within the cap: it is what else is wrong that is told. */
export const small: Record<string, Body> = {
  'of 900 KB': stated(900 * KB, [blanks(900 * KB)]),
  'of 900 KB in pieces, the last one missing': inPieces(Array.from({ length: 14 }, () => 64 * KB)),
  'that stops in the middle': stated(900 * KB, [blanks(300 * KB)]),
  'that comes slowly': stated(
    900 * KB,
    Array.from({ length: 40 }, (_, n) => (n % 2 ? 10 : blanks(2 * KB))),
  ),
};

/** Above the cap of people. */
export const large: Record<string, Body> = {
  'one byte above the cap': stated(MB + 1, [blanks(MB + 1)]),
  'of 2 MB': stated(2 * MB, [blanks(2 * MB)]),
  'of 3 MB in pieces': inPieces(Array.from({ length: 48 }, () => 64 * KB)),
  'stated as 100 MB, of which 3 come': stated(100 * MB, [blanks(3 * MB)]),
  'of 20 MB': stated(20 * MB, [blanks(20 * MB)]),
  'stated as 4 PB': stated(2 ** 52, [blanks(KB)]),
};
