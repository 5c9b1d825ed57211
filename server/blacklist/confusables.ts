/**
 * Letters that look like an ASCII letter or digit, in lower case, by the one they look like. Drawn from Unicode's
 * confusables.txt (UTS #39, https://www.unicode.org/Public/security/latest/confusables.txt): its single-character
 * mappings to ASCII, basic plane, folded to lower case; a letter whose two cases look like different ASCII letters
 * follows its lower case, which is how addresses are shown. Compatibility forms (fullwidth, mathematical, circled)
 * are not listed: NFKC has taken care of them.
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

/** Replaces look-alikes by what they look like; expects lower case. */
export const withoutLookAlikes = (text: string): string =>
  Array.from(text, (letter) => ascii.get(letter) ?? letter).join('');
