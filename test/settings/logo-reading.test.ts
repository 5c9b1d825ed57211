import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../server/errors.ts';
import { readPicture } from '../../server/settings/logo/read-picture.ts';
import {
  ascii,
  joined,
  jpeg,
  jpegSegment,
  jpegWith,
  PNG_SIGNATURE,
  png,
  pngChunk,
  transparentWebp,
  webp,
  webpCanvas,
  webpChunk,
  webpLossless,
  webpOf,
} from '../support/pictures.ts';

/* What the door makes of the bytes of a logo. */

/** The kind of the refusal; anything but a refusal of a logo fails the test. */
function refusalOf(bytes: Uint8Array): string | undefined {
  try {
    readPicture(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.kind.startsWith('logo_')) return error.kind;
    throw error;
  }
}
const sizeOf = (bytes: Uint8Array) => {
  const { type, width, height } = readPicture(bytes);
  return [type, width, height];
};

const frameOf = (file: Uint8Array) => file.subarray(12);
const whole: Record<string, [bytes: Uint8Array, type: string]> = {
  PNG: [png(), 'image/png'],
  'interlaced PNG': [
    // 3 pixels wide, 2 high: passes 1, 4 (none), 6 and 7 have pixels of one byte each.
    png({ width: 3, height: 2, color: 0, interlaced: true, pixels: new Uint8Array(10) }),
    'image/png',
  ],
  JPEG: [jpeg, 'image/jpeg'],
  'lossy WebP': [webp, 'image/webp'],
  'lossless WebP': [webpOf(webpLossless(24, 16)), 'image/webp'],
  'transparent WebP': [transparentWebp, 'image/webp'],
};

describe.each(Object.entries(whole))('a whole %s', (name, [bytes, type]) => {
  it('is read with its size, and stays as it is', () => {
    const size = name === 'interlaced PNG' ? [3, 2] : [24, 16];
    expect(sizeOf(bytes)).toEqual([type, ...size]);
    expect(Buffer.from(readPicture(bytes).image)).toEqual(Buffer.from(bytes));
  });

  it('is refused where it is cut, at every byte', () => {
    const taken = [...bytes.keys()].filter((length) => refusalOf(bytes.subarray(0, length)) === undefined);
    expect(taken, 'accepted though cut').toEqual([]);
  });

  it('loses what follows its end', () => {
    const longer = joined(bytes, ascii('<script>alert(1)</script>'));
    expect(Buffer.from(readPicture(longer).image)).toEqual(Buffer.from(bytes));
  });

  it('is taken or refused, and never more, whatever single byte is changed', () => {
    for (const at of bytes.keys())
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        refusalOf(changed);
      }
  });
});

describe('what says more than the picture', () => {
  const place = 'GPS 53.5511 N, by Nora';
  const words = ascii(place);
  it.each<[string, Uint8Array, Uint8Array]>([
    [
      'texts, times, camera data, profiles and further frames of a PNG',
      png({
        between: ['tEXt', 'zTXt', 'iTXt', 'tIME', 'eXIf', 'iCCP', 'acTL', 'prVt'].map((name) =>
          pngChunk(name, words),
        ),
      }),
      png(),
    ],
    [
      'camera data, places, comments, profiles and thumbnails of a JPEG',
      jpegWith(...[0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xef, 0xfe].map((marker) => jpegSegment(marker, words))),
      jpeg,
    ],
    [
      'a thumbnail in the first segment of a JPEG',
      joined(
        jpeg.subarray(0, 2),
        jpegSegment(0xe0, joined(ascii('JFIF\0'), new Uint8Array(9), words)),
        jpeg.subarray(20),
      ),
      jpeg,
    ],
    [
      'camera data, notes and profiles of a WebP',
      webpOf(
        webpCanvas(0x2c, 24, 16),
        ...['ICCP', 'EXIF', 'XMP ', 'note'].map((name) => webpChunk(name, words)),
        frameOf(webp),
      ),
      webp,
    ],
    [
      'notes of a transparent WebP',
      webpOf(webpCanvas(0x1c, 24, 16), frameOf(transparentWebp).subarray(18), webpChunk('EXIF', words)),
      transparentWebp,
    ],
  ])('%s: left out', (_, bytes, clean) => {
    expect(Buffer.from(bytes).includes(place)).toBe(true);
    expect(Buffer.from(readPicture(bytes).image)).toEqual(Buffer.from(clean));
  });

  it('the colors of a JPEG stay, as Adobe writes them', () => {
    const adobe = jpegSegment(0xee, joined(ascii('Adobe'), Uint8Array.of(0, 100, 0, 0, 0, 0, 1)));
    expect(Buffer.from(readPicture(jpegWith(adobe)).image)).toEqual(Buffer.from(jpegWith(adobe)));
  });
});

describe('refused', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  it.each([
    svg,
    `<?xml version="1.0"?>${svg}`,
    'GIF89a',
    'BM',
    '%PDF-1.7',
    '<!doctype html>',
    'RIFF0000AVI ',
    '',
    '\xff\xd8',
    '\x89PN',
  ])('as another kind: %j', (text) => expect(refusalOf(ascii(text))).toBe('logo_kind_refused'));

  it('one byte more than 256 KB', () => {
    const padding = (length: number) => png({ between: [pngChunk('tEXt', new Uint8Array(length))] });
    const most = 256 * 1024 - padding(0).length;
    expect(refusalOf(padding(most))).toBeUndefined();
    expect(refusalOf(padding(most + 1))).toBe('logo_too_large');
  });

  it('1,025 pixels on a side, in each format', () => {
    const large = Uint8Array.from(jpeg);
    const frame = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xc0));
    large.set([4, 1], frame + 5);
    const lossy = Uint8Array.from(webp);
    lossy.set([1, 4], 26);
    const row = new Uint8Array(1 + 4 * 1024);
    expect(refusalOf(png({ width: 1024, height: 1, pixels: row }))).toBeUndefined();
    for (const bytes of [
      png({ width: 1025, height: 1, pixels: new Uint8Array(1 + 4 * 1025) }),
      png({ width: 1, height: 0xffffffff, pixels: new Uint8Array(1) }),
      large,
      lossy,
      webpOf(webpLossless(16_384, 16_384)),
    ])
      expect(refusalOf(bytes), `${bytes.length}`).toBe('logo_too_many_pixels');
  });

  it('a side of no pixels', () => {
    const flat = Uint8Array.from(jpeg);
    flat.set([0, 0], Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xc0)) + 5);
    const lossy = Uint8Array.from(webp);
    lossy.set([0, 0], 26);
    for (const bytes of [png({ width: 0, height: 1, pixels: new Uint8Array(1) }), flat, lossy])
      expect(refusalOf(bytes)).toBe('logo_damaged');
  });

  it('a PNG whose lengths or checksums lie', () => {
    const lie = (at: number, value: number) => {
      const bytes = png();
      new DataView(bytes.buffer).setUint32(at, value);
      return bytes;
    };
    for (const length of [0, 12, 14, 0x7fffffff, 0xffffffff])
      expect(refusalOf(lie(8, length)), `${length}`).toBe('logo_damaged');
    expect(refusalOf(lie(29, 0)), 'a wrong checksum').toBe('logo_damaged');
    expect(refusalOf(lie(41, 0)), 'other pixels than their checksum says').toBe('logo_damaged');
  });

  it('a PNG with fewer pixels than it promises, or more', () => {
    const promised = 16 * (1 + 4 * 24);
    for (const length of [0, promised - 1, promised + 1])
      expect(refusalOf(png({ pixels: new Uint8Array(length) })), `${length}`).toBe('logo_damaged');
  });

  it('a PNG of 200 MB in 200 KB, before they are unpacked', () => {
    const zeros = deflateRawSync(new Uint8Array(8_000_000), { finishFlush: constants.Z_SYNC_FLUSH });
    const packed = joined(Uint8Array.of(0x78, 0x9c), ...Array.from({ length: 25 }, () => zeros));
    const bomb = joined(
      PNG_SIGNATURE,
      png().subarray(8, 33),
      pngChunk('IDAT', packed),
      pngChunk('IEND', new Uint8Array()),
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(refusalOf(bomb)).toBe('logo_damaged');
    expect(process.memoryUsage().arrayBuffers - before, 'unpacked a bomb').toBeLessThan(50_000_000);
  });

  it('a PNG without header, palette or pixels, or with two headers', () => {
    const header = png().subarray(8, 33);
    const end = pngChunk('IEND', new Uint8Array());
    const pixels = pngChunk('IDAT', new Uint8Array(deflateSync(new Uint8Array(16 * 97))));
    for (const parts of [[end], [pixels, end], [header, end], [header, header, pixels, end]])
      expect(refusalOf(joined(PNG_SIGNATURE, ...parts))).toBe('logo_damaged');
    expect(refusalOf(png({ color: 3, pixels: new Uint8Array(16 * 25) }))).toBe('logo_damaged');
    for (const [color, depth] of [
      [1, 8],
      [5, 8],
      [2, 4],
      [6, 32],
      [0, 3],
    ] as const)
      expect(refusalOf(png({ color, depth })), `${color} of ${depth}`).toBe('logo_damaged');
  });

  it('a JPEG of endless segments, scans or filling', () => {
    const scan = jpeg.subarray(Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xda)), -2);
    const head = jpeg.subarray(0, -2);
    const times = (count: number, part: Uint8Array) => joined(...Array.from({ length: count }, () => part));
    const end = Uint8Array.of(0xff, 0xd9);
    expect(refusalOf(joined(head, times(60_000, jpegSegment(0xfe, new Uint8Array()))))).toBe('logo_damaged');
    expect(refusalOf(joined(head, new Uint8Array(250_000).fill(0xff)))).toBe('logo_damaged');
    expect(refusalOf(joined(head, times(63, scan), end))).toBeUndefined();
    expect(refusalOf(joined(head, times(64, scan), end)), '65 scans').toBe('logo_damaged');
  });

  it('a JPEG without tables, frame or pixels, or with two frames', () => {
    const without = (marker: number) => {
      const at = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, marker));
      const length =
        marker === 0xda ? jpeg.length - 2 - at : 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0);
      return joined(jpeg.subarray(0, at), jpeg.subarray(at + length));
    };
    const at = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xc0));
    const frame = jpeg.subarray(at, at + 19);
    for (const bytes of [without(0xc0), without(0xda), jpegWith(frame), jpegWith(jpegSegment(0xd0, frame))])
      expect(refusalOf(bytes)).toBe('logo_damaged');
  });

  it('a JPEG for a printing press, and one that no browser reads', () => {
    const at = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xc0));
    const four = Uint8Array.of(8, 0, 16, 0, 24, 4, ...new Uint8Array(12));
    const cmyk = joined(jpeg.subarray(0, at), jpegSegment(0xc0, four), jpeg.subarray(at + 19));
    const arithmetic = Uint8Array.from(jpeg);
    arithmetic[at + 1] = 0xc9;
    for (const bytes of [cmyk, arithmetic]) expect(refusalOf(bytes)).toBe('logo_not_plain');
  });

  it('an animated WebP', () => {
    const frame = webpChunk('ANMF', new Uint8Array(16));
    for (const bytes of [
      webpOf(webpCanvas(0x02, 24, 16), frameOf(webp)),
      webpOf(webpCanvas(0, 24, 16), webpChunk('ANIM', new Uint8Array(6)), frame, frame),
    ])
      expect(refusalOf(bytes)).toBe('logo_not_plain');
  });

  it('a WebP whose parts disagree', () => {
    const alpha = frameOf(transparentWebp).subarray(18, 18 + 76);
    const hidden = Uint8Array.from(webp);
    hidden[20] = (hidden[20] ?? 0) & ~0x10;
    const unmarked = Uint8Array.from(webp);
    unmarked[23] = 0;
    const longPart = Uint8Array.from(webp);
    longPart[22] = 0xff;
    const version = webpLossless(24, 16);
    version[12] = 0xe0;
    for (const [why, bytes] of Object.entries({
      'another canvas': webpOf(webpCanvas(0, 25, 16), frameOf(webp)),
      'two frames': webpOf(frameOf(webp), webpLossless(24, 16)),
      'the same frame twice': webpOf(frameOf(webp), frameOf(webp)),
      'no frame': webpOf(webpCanvas(0, 24, 16)),
      'transparency of nothing': webpOf(alpha, frameOf(webp)),
      'a frame that is not shown': hidden,
      'no mark of a frame': unmarked,
      'a part longer than the frame': longPart,
      'another version': webpOf(version),
    }))
      expect(refusalOf(bytes), why).toBe('logo_damaged');
  });

  it('or taken, and nothing else: random bytes behind each beginning', () => {
    const beginnings = [
      PNG_SIGNATURE,
      png().subarray(0, 33),
      jpeg.subarray(0, 3),
      jpeg.subarray(0, -30),
      webp.subarray(0, 12),
      webp.subarray(0, 20),
      transparentWebp.subarray(0, 40),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }), (beginning, rest) => {
        const bytes = joined(beginning, rest);
        if (refusalOf(bytes) !== undefined) return;
        // What is taken is clean: reading it again changes nothing.
        const { image } = readPicture(bytes);
        expect(Buffer.from(readPicture(image).image)).toEqual(Buffer.from(image));
      }),
      { numRuns: 10_000 },
    );
  });
});
