import { AppError } from '../../errors.ts';
import { MAX_LOGO_BYTES } from '../../values/limits-and-periods.ts';
import type { Picture } from './bytes.ts';
import { JPEG_SIGNATURE, readJpeg } from './jpeg.ts';
import { PNG_SIGNATURE, readPng } from './png.ts';
import { isWebp, readWebp } from './webp.ts';

const begins = (bytes: Uint8Array, signature: readonly number[]) =>
  signature.every((byte, index) => bytes[index] === byte);

/**
 * The picture in the bytes, without anything that does not draw it. The bytes alone say of which kind it is. Refuses every other kind, what
 * is too large, and what is not whole.
 */
export function readPicture(bytes: Uint8Array): Picture {
  if (bytes.length > MAX_LOGO_BYTES) throw new AppError('logo_too_large', { field: 'image' });
  if (begins(bytes, PNG_SIGNATURE)) return readPng(bytes);
  if (begins(bytes, JPEG_SIGNATURE)) return readJpeg(bytes);
  if (isWebp(bytes)) return readWebp(bytes);
  throw new AppError('logo_kind_refused', { field: 'image' });
}
