import { bytesOf, damaged, joined, notPlain, type Picture, piece, requireSize, viewOf } from './bytes.ts';

export const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];

const END = 0xd9;
const SCAN = 0xda;
/** Tables and restart intervals. */
const TABLES = new Set([0xc4, 0xdb, 0xdd]);
/** Sequential and progressive pictures, as every browser reads them. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** Lossless, hierarchical and arithmetic ones, which none reads. */
const OTHER_FRAMES = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xdc]);
/** Restarts, which belong into pixels, and another beginning. */
const WITHOUT_LENGTH = new Set([0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8]);
const FILE_FORMAT = 0xe0;
const ADOBE = 0xee;
/** A progressive picture has about ten. Each is drawn over the whole picture, so thousands would keep a browser busy. */
const MAX_SCANS = 64;

/** Says what the colors mean, where the file said it too: version 1.1, square pixels, no thumbnail. */
const JFIF = Uint8Array.of(0xff, 0xe0, 0, 16, ...bytesOf('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0);

interface Segment {
  marker: number;
  /** From the marker to the next one, with the pixels of a scan. */
  whole: Uint8Array;
  data: Uint8Array;
}

/** Reads a JPEG and writes it again without camera data, places, comments, profiles, thumbnails and what follows its end. */
export function readJpeg(bytes: Uint8Array): Picture {
  const segments = segmentsOf(bytes);
  if (segments.some(({ marker }) => OTHER_FRAMES.has(marker))) throw notPlain();
  const frames = segments.filter(({ marker }) => FRAMES.has(marker));
  const [frame] = frames;
  const first = segments.findIndex(({ marker }) => marker === SCAN);
  if (frame === undefined || frames.length > 1 || first < segments.indexOf(frame)) throw damaged();
  const tables = new Set(segments.slice(0, first).map(({ marker }) => marker));
  if (!tables.has(0xc4) || !tables.has(0xdb)) throw damaged();
  const size = sizeOf(frame.data);
  const kept = segments.flatMap(keptOf);
  const image = joined([Uint8Array.of(0xff, 0xd8), ...kept, Uint8Array.of(0xff, END)]);
  return { type: 'image/jpeg', ...size, image };
}

/** Every round goes at least two bytes further, so the file's size bounds the work. */
function segmentsOf(bytes: Uint8Array): Segment[] {
  const segments: Segment[] = [];
  for (let at = 2, scans = 0; ; ) {
    const [start, marker = 0] = piece(bytes, at, 2);
    if (start !== 0xff) throw damaged();
    // A marker may have any number of these before it.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === END) return segments;
    const length = viewOf(piece(bytes, at + 2, 2)).getUint16(0);
    if (marker < 0xc0 || WITHOUT_LENGTH.has(marker) || length < 2) throw damaged();
    const data = piece(bytes, at + 4, length - 2);
    if (marker === SCAN && ++scans > MAX_SCANS) throw damaged();
    const next = marker === SCAN ? endOfPixels(bytes, at + 2 + length) : at + 2 + length;
    segments.push({ marker, whole: bytes.subarray(at, next), data });
    at = next;
  }
}

/** Where the next marker is: in pixels, `ff` stands before `00` or before a restart. */
function endOfPixels(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const after = bytes[at + 1] ?? 0;
    const isPixel = after === 0 || (after >= 0xd0 && after <= 0xd7);
    if (bytes[at] !== 0xff || isPixel) continue;
    if (at === from) break;
    return at;
  }
  throw damaged();
}

function sizeOf(frame: Uint8Array): { width: number; height: number } {
  const view = viewOf(piece(frame, 0, 6));
  const [bits, height, width, components] = [
    view.getUint8(0),
    view.getUint16(1),
    view.getUint16(3),
    view.getUint8(5),
  ];
  requireSize(width, height);
  if (components === 4 || bits === 12) throw notPlain();
  if (bits !== 8 || (components !== 1 && components !== 3) || frame.length !== 6 + 3 * components)
    throw damaged();
  return { width, height };
}

function keptOf({ marker, whole, data }: Segment): Uint8Array[] {
  if (TABLES.has(marker) || FRAMES.has(marker) || marker === SCAN) return [whole];
  if (marker === FILE_FORMAT && data.length >= 14 && begins(data, 'JFIF\0')) return [JFIF];
  // Seven bytes about the colors; without them some pictures turn green.
  if (marker === ADOBE && data.length === 12 && begins(data, 'Adobe')) return [whole];
  return [];
}

const begins = (data: Uint8Array, name: string): boolean =>
  bytesOf(name).every((byte, index) => data[index] === byte);
