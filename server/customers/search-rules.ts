/** The numbers that a search may mean. */
export interface SearchedNumbers {
  customer: number | null;
  request: number | null;
}

/** `77`, `#77` and `No. 77` may be a client or a request; `Request 77` and `Client 77` are clear. */
export function numbersIn(search: string): SearchedNumbers {
  const plain = search
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\p{Nd}/gu, digitOfAnyScript)
    .toLowerCase()
    .trim();
  const [, noun, digits] =
    /^(?:(request|client|customer)\b)?\s*(?:(?:no|nr|number)\b\.?)?\s*#?\s*(\d{1,15})$/u.exec(plain) ?? [];
  const number = digits === undefined ? null : Number(digits);
  return {
    customer: noun === 'request' ? null : number,
    request: noun === undefined || noun === 'request' ? number : null,
  };
}

/** The ten digits of each script follow one another and start with its zero. */
function digitOfAnyScript(digit: string): string {
  let value = 0;
  const point = digit.codePointAt(0) ?? 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return String(value);
}
