/**
 * For each ASCII letter or digit, the lower-case letters that look like it. Source: Unicode's confusables.txt (UTS #39,
 * https://www.unicode.org/Public/security/latest/confusables.txt), its single-character mappings to ASCII from the basic plane,
 * in lower case. If the two cases of a letter look like different ASCII letters, the lower case counts, because addresses are
 * shown in it. Compatibility forms (fullwidth, mathematical, circled) are missing, because NFKC has already replaced them.
 */
const LOOKS_LIKE: Record<string, string> = {
  '2': 'ᒿꛯꝛƨϩꙅ',
  '3': 'ɜȝʒꝫⳍзӡ',
  '4': 'ꮞ',
  '6': 'бⳓꮾ',
  '8': 'ȣ',
  '9': 'ꝯⳋ',
  a: 'ɑαаᗅꓮꭺ',
  b: 'ᑲᖯᗷꓐƅьꮟꞵβвᏼ',
  c: 'ᴄⲥсꮯꓚ',
  d: 'ԁᑯꓒᗞᗪꓓꮷꭰ',
  e: 'ꬲеҽⴹꓰεꭼ',
  f: 'ꬵꞙẝքᖴꓝϝ',
  g: 'ɡᶃƍցꓖԍꮐᏻ',
  h: 'һհᕼꓧꮒηⲏнꮋ',
  i: 'ıɪɩιіꙇӏꭵ',
  j: 'ϳјᒍꓙʝꭻ',
  k: 'ᛕꓗκⲕкꮶ',
  l: 'ǀߊⵏᛁꓲᒪꓡⲓⳑꮮ',
  m: 'ᗰᛖꓟμϻⲙмꮇ',
  n: 'ոռꓠⲛ',
  o: 'ᴏᴑꬽοσⲟоჿօഠဝⵔዐଠꓳ',
  p: 'ρⲣрᑭꓑꮲ',
  q: 'ԛգզⵕ',
  r: 'ꭇꭈᴦⲅгꮁᖇꓣʀꭱꮢ',
  s: 'ꜱƽѕꮪꓢտꮥ',
  t: 'ꓔτⲧтꭲ',
  u: 'ꞟᴜꭎꭒʋυսሀᑌꓴ',
  v: 'ᴠνѵꮩⴸᐯꛟꓦ',
  w: 'ɯᴡѡԝաꮃꓪꮤ',
  x: 'хᕁᕽⵝᚷꓫꭓχⲭ',
  y: 'ɣᶌʏỿꭚγуүყꓬⲩꭹꮍ',
  z: 'ᴢꮓꓜζ',
};

const ascii = new Map(
  Object.entries(LOOKS_LIKE).flatMap(([plain, lookAlikes]) =>
    Array.from(lookAlikes, (letter): [string, string] => [letter, plain]),
  ),
);

/** Replaces look-alikes by the ASCII letter or digit that they look like; expects lower case. */
export const withoutLookAlikes = (text: string): string =>
  Array.from(text, (letter) => ascii.get(letter) ?? letter).join('');
