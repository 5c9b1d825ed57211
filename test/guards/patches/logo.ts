import type { Patch } from '../patch.ts';

const READING = { tests: ['test/settings/logo-reading.test.ts'] };

/** The operator's logo: what is taken from a file, and how it is shown. */
export const logoPatches: Patch[] = [
  {
    ...READING,
    guard: 'a logo is a PNG, JPEG or WebP',
    file: 'server/settings/logo/read-picture.ts',
    from: "throw new AppError('logo_kind_refused', { field: 'image' });",
    to: "return { type: 'image/svg+xml' as 'image/png', width: 1, height: 1, image: bytes };",
    says: 'as another kind',
  },
  {
    ...READING,
    guard: 'a logo is not larger than it may be',
    file: 'server/settings/logo/bytes.ts',
    from: 'if (width > MAX_LOGO_PIXELS || height > MAX_LOGO_PIXELS)',
    to: 'if (false)',
    says: 'pixels on a side',
  },
  {
    ...READING,
    guard: 'a JPEG keeps no place',
    file: 'server/settings/logo/jpeg.ts',
    from: '  return [];\n}',
    to: '  return [whole];\n}',
    says: 'left out',
  },
  {
    ...READING,
    guard: 'a PNG keeps no texts',
    file: 'server/settings/logo/png.ts',
    from: '  IDAT: () => true,\n',
    to: '  tEXt: () => true,\n  IDAT: () => true,\n',
    says: 'left out',
  },
  {
    ...READING,
    guard: 'a PNG unpacks at most what it promises',
    file: 'server/settings/logo/png.ts',
    from: '{ maxOutputLength: length }',
    to: '{}',
    says: 'unpacked a bomb',
  },
  {
    ...READING,
    guard: 'a JPEG has few scans',
    file: 'server/settings/logo/jpeg.ts',
    from: '++scans > MAX_SCANS',
    to: '++scans > 1e6',
    says: '65 scans',
  },
  {
    guard: 'a logo is served as what it is',
    file: 'server/settings/logo/http.ts',
    from: "'content-type': picture.type,",
    to: "'content-type': 'text/html',",
    tests: ['test/settings/logo.test.ts'],
    says: 'exactly its own type',
  },
  {
    guard: 'a letter asks no other machine for a picture',
    file: 'server/notifications/html.ts',
    from: 'src="cid:${LOGO_ID}"',
    to: 'src="https://lethe.example/logo"',
    tests: ['test/notifications/letterhead.test.ts'],
    says: 'asks another machine',
  },
  {
    guard: 'the name of the operator is escaped in a letter',
    file: 'server/notifications/html.ts',
    from: "escape(letterhead.name ?? '')",
    to: "letterhead.name ?? ''",
    tests: ['test/notifications/letterhead.test.ts'],
    says: 'the logo comes with the letter',
  },
];
