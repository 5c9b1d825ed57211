import type { Patch } from '../patch.ts';

const XML = ['test/exports/xml.test.ts'];
const DOWNLOAD = { file: 'server/exports/http.ts', tests: ['test/exports/exports.test.ts'] };

/** The download. */
export const exportPatches: Patch[] = [
  {
    guard: 'a carriage return is handed out as one',
    file: 'server/exports/escape.ts',
    from: `'\\r': '&#13;'`,
    to: `'\\r': '\\r'`,
    tests: XML,
    says: 'carriage return',
  },
  {
    guard: 'an ampersand is escaped',
    file: 'server/exports/escape.ts',
    from: `'&': '&amp;'`,
    to: `'&': '&'`,
    tests: XML,
    says: 'read back',
  },
  {
    guard: 'what XML cannot carry is replaced',
    file: 'server/exports/escape.ts',
    from: `REFERENCES[character] ?? '\\uFFFD'`,
    to: 'REFERENCES[character] ?? character',
    tests: XML,
    says: 'read back',
  },
  {
    ...DOWNLOAD,
    guard: 'a download asks for a fresh password',
    from: 'requireConfirmation(STRICT_CONFIRMATION_MINUTES, customer);',
    to: '',
    says: 'fresh sign-in',
  },
  {
    ...DOWNLOAD,
    guard: 'nobody keeps a download on the way',
    from: `'cache-control': 'private, no-store'`,
    to: `'cache-control': 'private'`,
    says: 'is private',
  },
  {
    guard: 'a decision ends a download',
    file: 'server/exports/stream.ts',
    from: `if (!(await isCustomerOpen(pools.app, customerId))) throw new DownloadEnded('customer closed');`,
    to: '',
    tests: ['test/exports/exports.test.ts'],
    says: 'a decision closes its customer',
  },
  {
    guard: 'a customer has two downloads at once',
    file: 'server/exports/stream.ts',
    from: `if (!(await takeDownloadSlot(snapshot.sql, customerId))) throw new AppError('export_running');`,
    to: '',
    tests: ['test/exports/two-servers.test.ts'],
    says: 'two downloads at a time',
  },
  {
    guard: 'a download is of one moment',
    file: 'server/exports/snapshot.ts',
    from: 'isolation level repeatable read read only',
    to: 'isolation level read committed read only',
    tests: ['test/exports/snapshot.test.ts'],
    says: 'another moment',
  },
  {
    guard: 'a secret is withheld from the download',
    file: 'server/exports/rules.ts',
    from: `if (what.is === 'personal') return [{ column, element: what.element, category: what.category }];`,
    to: `if (what.is === 'personal' || what.is === 'withheld')\n    return [{ column, element: 'element' in what ? what.element : camelCase(column), category: what.category }];`,
    tests: ['test/exports/exports.test.ts'],
    says: 'no withheld one',
  },
];
