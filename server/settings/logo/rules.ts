/** Where pages find the logo: followed by a hash of the picture. */
export const LOGO_PATH = '/logo/';

export interface Box {
  width: number;
  height: number;
}

/** The size of a picture inside the box. It is made smaller and never larger, and keeps its shape. */
export function fitInto(box: Box, { width, height }: Box): Box {
  const scale = Math.min(1, box.width / width, box.height / height);
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}
