import { AppError } from '../../errors.ts';
import { MAX_LOGO_PIXELS } from '../../values/limits-and-periods.ts';

/** A picture as it is stored and served. */
export interface Picture {
  type: 'image/png' | 'image/jpeg' | 'image/webp';
  width: number;
  height: number;
  image: Uint8Array;
}

/** The logo above a letter, and the operator's name, which stands for it where pictures are not shown. */
export type Letterhead = Picture & { name: string | null };

export const damaged = () => new AppError('logo_damaged', { field: 'image' });
/** Animated, or with colors for a printing press: mail programs and browsers would each show something else. */
export const notPlain = () => new AppError('logo_not_plain', { field: 'image' });

/** A piece of the file. Every length in a file may be a lie, so whoever follows one asks here. */
export function piece(bytes: Uint8Array, from: number, length: number): Uint8Array {
  if (from + length > bytes.length) throw damaged();
  return bytes.subarray(from, from + length);
}

export const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const nameOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);
export const bytesOf = (name: string) => Uint8Array.from(name, (character) => character.charCodeAt(0));
export const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Before anything is unpacked: few bytes can claim a picture of gigabytes. */
export function requireSize(width: number, height: number): void {
  if (width < 1 || height < 1) throw damaged();
  if (width > MAX_LOGO_PIXELS || height > MAX_LOGO_PIXELS)
    throw new AppError('logo_too_many_pixels', { field: 'image' });
}
