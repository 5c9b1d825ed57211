import {
  bytesOf,
  damaged,
  joined,
  nameOf,
  notPlain,
  type Picture,
  piece,
  requireSize,
  viewOf,
} from './bytes.ts';

const ANIMATED = 0x02;
const TRANSPARENT = 0x10;

/** Whether the bytes begin as a WebP does; the length is read later. */
export const isWebp = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 && nameOf(bytes.subarray(0, 4)) === 'RIFF' && nameOf(bytes.subarray(8, 12)) === 'WEBP';

/** Reads a WebP and writes it again without camera data, places, notes, profiles and what follows its end. */
export function readWebp(bytes: Uint8Array): Picture {
  const chunks = chunksOf(bytes);
  const [lossy, lossless, extended, alpha] = ['VP8 ', 'VP8L', 'VP8X', 'ALPH'].map((name) => chunks.get(name));
  const flags = extended === undefined ? 0 : (piece(extended, 0, 10)[0] ?? 0);
  if ((flags & ANIMATED) !== 0 || chunks.has('ANIM') || chunks.has('ANMF')) throw notPlain();
  const frame = lossy ?? lossless;
  if (frame === undefined || (lossy && lossless) || (alpha && !(extended && lossy))) throw damaged();
  const size = lossy ? lossySize(lossy) : losslessSize(frame);
  requireSize(size.width, size.height);
  const canvas = extended === undefined ? size : canvasSize(extended);
  if (canvas.width !== size.width || canvas.height !== size.height) throw damaged();
  const parts = alpha
    ? [chunk('VP8X', canvasOf(size)), chunk('ALPH', alpha), chunk('VP8 ', frame)]
    : [chunk(lossy ? 'VP8 ' : 'VP8L', frame)];
  return { type: 'image/webp', ...size, image: chunk('RIFF', joined([bytesOf('WEBP'), ...parts])) };
}

function chunksOf(bytes: Uint8Array): Map<string, Uint8Array> {
  const chunks = new Map<string, Uint8Array>();
  const whole = piece(bytes, 8, viewOf(bytes).getUint32(4, true));
  for (let at = 4; at < whole.length; ) {
    const name = nameOf(piece(whole, at, 8).subarray(0, 4));
    const length = viewOf(whole).getUint32(at + 4, true);
    const data = piece(whole, at + 8, length);
    // Frames of an animation come many times, and are refused later.
    if (chunks.has(name) && name !== 'ANMF') throw damaged();
    chunks.set(name, data);
    // Chunks begin at even places.
    at += 8 + length + (length % 2);
    if (at > whole.length) throw damaged();
  }
  return chunks;
}

/** The frame's own header: a key frame that is shown, whose first part lies within the chunk. */
function lossySize(frame: Uint8Array) {
  const view = viewOf(piece(frame, 0, 10));
  const tag = view.getUint16(0, true) | (view.getUint8(2) << 16);
  const isShownKeyFrame = (tag & 1) === 0 && ((tag >> 4) & 1) === 1 && ((tag >> 1) & 7) <= 3;
  const isMarked = view.getUint8(3) === 0x9d && view.getUint8(4) === 0x01 && view.getUint8(5) === 0x2a;
  if (!isShownKeyFrame || !isMarked || tag >> 5 > frame.length - 10) throw damaged();
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

function losslessSize(frame: Uint8Array) {
  const view = viewOf(piece(frame, 0, 6));
  const packed = view.getUint32(1, true);
  if (view.getUint8(0) !== 0x2f || packed >>> 29 !== 0) throw damaged();
  return { width: (packed & 0x3fff) + 1, height: ((packed >> 14) & 0x3fff) + 1 };
}

const canvasSize = (extended: Uint8Array) => {
  const view = viewOf(extended);
  const at = (place: number) => (view.getUint16(place, true) | (view.getUint8(place + 2) << 16)) + 1;
  return { width: at(4), height: at(7) };
};

/** No picture is larger than `MAX_LOGO_PIXELS`, so two of the three bytes are enough. */
function canvasOf({ width, height }: { width: number; height: number }): Uint8Array {
  const view = new DataView(new ArrayBuffer(10));
  view.setUint8(0, TRANSPARENT);
  view.setUint16(4, width - 1, true);
  view.setUint16(7, height - 1, true);
  return new Uint8Array(view.buffer);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, data.length, true);
  return joined([bytesOf(name), new Uint8Array(length.buffer), data, new Uint8Array(data.length % 2)]);
}
