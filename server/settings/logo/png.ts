import { crc32, inflateSync } from 'node:zlib';
import { bytesOf, damaged, joined, nameOf, type Picture, piece, requireSize, viewOf } from './bytes.ts';

export const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The chunks that draw the picture, in the order in which they are written, and how long each may be. All others are left out. */
const KEPT: Record<string, (length: number) => boolean> = {
  IHDR: (length) => length === 13,
  gAMA: (length) => length === 4,
  cHRM: (length) => length === 32,
  sRGB: (length) => length === 1,
  PLTE: (length) => length >= 3 && length <= 768 && length % 3 === 0,
  tRNS: (length) => length >= 1 && length <= 256,
  IDAT: () => true,
};

/** Samples for a pixel of each color type, and the depths that it may have. */
const COLORS: Record<number, { samples: number; depths: number[] }> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Reads a PNG and writes it again without texts, camera data, profiles, further frames and what follows its end. */
export function readPng(bytes: Uint8Array): Picture {
  const chunks = chunksOf(bytes);
  const header = headerOf(chunks.get('IHDR') ?? new Uint8Array());
  if (header.color === 3 && !chunks.has('PLTE')) throw damaged();
  requirePixels(chunks.get('IDAT') ?? new Uint8Array(), header);
  const written = Object.keys(KEPT).flatMap((name) => {
    const data = chunks.get(name);
    return data === undefined ? [] : [chunk(name, data)];
  });
  const image = joined([Uint8Array.from(PNG_SIGNATURE), ...written, chunk('IEND', new Uint8Array())]);
  return { type: 'image/png', width: header.width, height: header.height, image };
}

function chunksOf(bytes: Uint8Array): Map<string, Uint8Array> {
  const chunks = new Map<string, Uint8Array>();
  const pixels: Uint8Array[] = [];
  for (let at = PNG_SIGNATURE.length; ; ) {
    const length = viewOf(piece(bytes, at, 8)).getUint32(0);
    const data = piece(bytes, at + 8, length);
    const name = nameOf(bytes.subarray(at + 4, at + 8));
    if (viewOf(piece(bytes, at + 8 + length, 4)).getUint32(0) !== checksum(name, data)) throw damaged();
    if (name === 'IEND') break;
    if (chunks.size === 0 && name !== 'IHDR') throw damaged();
    if (name === 'IDAT') pixels.push(data);
    else if (KEPT[name] && (chunks.has(name) || !KEPT[name](length))) throw damaged();
    if (KEPT[name]) chunks.set(name, data);
    at += 12 + length;
  }
  return chunks.set('IDAT', joined(pixels));
}

function headerOf(header: Uint8Array) {
  const view = viewOf(piece(header, 0, 13));
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, color, packing, filter, interlaced] = header.subarray(8);
  requireSize(width, height);
  const { samples, depths } = COLORS[color ?? -1] ?? { samples: 0, depths: [] };
  if (!depths.includes(depth ?? -1) || packing !== 0 || filter !== 0 || (interlaced ?? 2) > 1)
    throw damaged();
  return { width, height, color, bits: samples * (depth ?? 0), interlaced: interlaced === 1 };
}

/** Where each of the seven passes of an interlaced picture begins, and its steps: x, y, across, down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** How many bytes the pixels have once they are unpacked: a byte for the filter of each line, and the line. */
function unpackedLength({ width, height, bits, interlaced }: ReturnType<typeof headerOf>): number {
  const linesOf = (across: number, down: number) =>
    across === 0 ? 0 : down * (1 + Math.ceil((across * bits) / 8));
  if (!interlaced) return linesOf(width, height);
  return PASSES.reduce(
    (sum, [x, y, across, down]) =>
      sum + linesOf(Math.ceil((width - x) / across), Math.ceil((height - y) / down)),
    0,
  );
}

/** Unpacks at most what the header promises, and requires all of it. */
function requirePixels(packed: Uint8Array, header: ReturnType<typeof headerOf>): void {
  const length = unpackedLength(header);
  try {
    if (inflateSync(packed, { maxOutputLength: length }).length === length) return;
  } catch {
    // Not packed as it should be, or more than promised.
  }
  throw damaged();
}

const checksum = (name: string, data: Uint8Array): number => crc32(data, crc32(bytesOf(name)));

function chunk(name: string, data: Uint8Array): Uint8Array {
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, data.length);
  frame.setUint32(4, checksum(name, data));
  const [length, sum] = [new Uint8Array(frame.buffer, 0, 4), new Uint8Array(frame.buffer, 4, 4)];
  return joined([length, bytesOf(name), data, sum]);
}
