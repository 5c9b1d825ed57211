import { crc32, deflateSync } from 'node:zlib';

/* Pictures for the logo: whole ones, and the pieces of which hostile ones are made. */

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
export const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
export const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const uint32 = (value: number, littleEndian = false): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, littleEndian);
  return new Uint8Array(view.buffer);
};

export function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const named = joined(ascii(name), data);
  return joined(uint32(data.length), named, uint32(crc32(named)));
}

interface Png {
  width: number;
  height: number;
  color?: number;
  depth?: number;
  interlaced?: boolean;
  /** The unpacked pixels; as many as the header says, unless a test lies. */
  pixels?: Uint8Array;
  /** Chunks between the header and the pixels. */
  between?: readonly Uint8Array[];
}

/** 24 × 16 pixels of one transparent blue, unless a test wants another picture. */
export function png({
  width = 24,
  height = 16,
  color = 6,
  depth = 8,
  interlaced = false,
  pixels = joined(...Array.from({ length: height }, () => joined(Uint8Array.of(0), blue(width)))),
  between = [],
}: Partial<Png> = {}): Uint8Array {
  const header = joined(uint32(width), uint32(height), Uint8Array.of(depth, color, 0, 0, interlaced ? 1 : 0));
  return joined(
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...between,
    pngChunk('IDAT', new Uint8Array(deflateSync(pixels))),
    pngChunk('IEND', new Uint8Array()),
  );
}
const blue = (width: number) =>
  joined(...Array.from({ length: width }, () => Uint8Array.of(20, 60, 140, 200)));

/** A segment of a JPEG with its length. */
export const jpegSegment = (marker: number, data: Uint8Array): Uint8Array =>
  joined(Uint8Array.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff), data);

/** Of 24 × 16 pixels, by a browser; without a profile. */
export const jpeg = fromBase64(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAQABgDASIAAhEBAxEB/8QAGAAAAwEBAAAAAAAAAAAAAAAAAAIEAwb/xAAWEAEBAQAAAAAAAAAAAAAAAAAAAgP/xAAWAQEBAQAAAAAAAAAAAAAAAAAEAwX/xAAYEQADAQEAAAAAAAAAAAAAAAAAAQIDIf/aAAwDAQACEQMRAD8A5fOFWcEzhVnBkoz9KHzgN84C6QOq6f/Z',
);
/** The same with segments behind its first one. */
export const jpegWith = (...segments: readonly Uint8Array[]): Uint8Array =>
  joined(jpeg.subarray(0, 20), ...segments, jpeg.subarray(20));

/** Of 24 × 16 pixels, by a browser: opaque, and partly transparent. */
export const webp = fromBase64(
  'UklGRkwAAABXRUJQVlA4IEAAAABQAwCdASoYABAAPxFwsFA/piStsAgD8CIJZgCdMoR3ADlYAAD+6pGUmU1rJjyALvQffYItGMWNnssxRDPUoAAA',
);
export const transparentWebp = fromBase64(
  'UklGRqgAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSEMAAAAFJ0CQbRvadrxHREw9GLRtIzhIZec8gFcj+h9fiOERYm4Y4iGGTojxYwiPGHIhhscQOjHEQww7Q8jFEB4xzA0hHkMIAFZQOCA+AAAA8AIAnQEqGAAQAD8RdLBQv6akrjAIA/AiCWQAuwAuSQAA/uh3Uss1v8jsIbssfe+ls3qjalqsb1St5x+kAAA=',
);

export const webpChunk = (name: string, data: Uint8Array): Uint8Array =>
  joined(ascii(name), uint32(data.length, true), data, new Uint8Array(data.length % 2));
export const webpOf = (...chunks: readonly Uint8Array[]): Uint8Array =>
  webpChunk('RIFF', joined(ascii('WEBP'), ...chunks));

/** The chunk of an extended file: what it has, and how large it is. */
export const webpCanvas = (flags: number, width: number, height: number): Uint8Array =>
  webpChunk('VP8X', Uint8Array.of(flags, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)));
const uint24 = (value: number) => uint32(value, true).subarray(0, 3);

/** A lossless frame that says how large it is; its pixels are noise. */
export const webpLossless = (width: number, height: number): Uint8Array =>
  webpChunk(
    'VP8L',
    joined(Uint8Array.of(0x2f), uint32((width - 1) | ((height - 1) << 14), true), ascii('noise')),
  );

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
