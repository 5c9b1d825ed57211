import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/* Each number that a person, a letter or a page is told is the constant that the code uses: changed here, every sentence follows. */

const CHANGED = {
  SESSION_IDLE_DAYS: 1701,
  SESSION_MAX_DAYS: 1726,
  ADMIN_SESSION_IDLE_HOURS: 1727,
  ADMIN_SESSION_MAX_DAYS: 1728,
  CONFIRMATION_LINK_HOURS: 1702,
  RESET_LINK_HOURS: 1703,
  PASSWORD_MIN_LENGTH: 1704,
  PASSWORD_MAX_LENGTH: 1705,
  UNCONFIRMED_DAYS: 1706,
  SIGN_IN_DAYS: 1707,
  LETTER_HOURS: 1708,
  LATE_DAYS: 1709,
  REASON_YEARS: 1710,
  OLDEST_RECEIPT_YEARS: 1712,
  MAX_WAITING_DAYS: 1713,
  MAX_ACKNOWLEDGEMENT_DAYS: 1714,
  MAX_RETENTION_YEARS: 1715,
  EARLIEST_BIRTH_YEAR: 1716,
  MAX_ADDRESSES: 1717,
  MAX_INVOICE_LINES: 1718,
  MAX_PURPOSES: 1719,
  MAX_BATCH_ROWS: 1720,
  MAX_BATCHED_CALLS: 1721,
  SYSTEM_REQUESTS_PER_MINUTE: 1722,
  NOTIFIED_LATELY_SECONDS: 1723,
  REQUEST_SECONDS: 1724,
  STALLED_SECONDS: 1725,
  AUDIT_YEARS: 1729,
  BARRED_YEARS: 1733,
  PROPOSAL_DAYS: 1730,
  FORMER_SECRET_HOURS: 1731,
  WEBHOOK_HOURS: 1732,
};
const PERIODS = '../../server/values/limits-and-periods.ts';

beforeAll(() => {
  vi.resetModules();
  vi.doMock(PERIODS, async (original) => ({ ...(await original<object>()), ...CHANGED }));
});
afterAll(() => {
  vi.doUnmock(PERIODS);
  vi.resetModules();
});

/** Every text of the download's map, of letters, pages, errors and the systems' contract. */
async function sentences(): Promise<string> {
  const { personalDataMap } = await import('../../server/personal-data/map.ts');
  const { defaults } = await import('../../server/notifications/defaults.ts');
  const { accountDefaults } = await import('../../server/notifications/account-defaults.ts');
  const { en } = await import('../../web/locales/en.ts');
  const { errors } = await import('../../server/errors.ts');
  const { words } = await import('../../server/systems/openapi/words.ts');
  const { fields } = await import('../../server/systems/openapi/fields.ts');
  return JSON.stringify([personalDataMap, defaults, accountDefaults, en, errors, words, fields]).replaceAll(
    /(?<=\d),(?=\d{3})/gu,
    '',
  );
}

it('every sentence names the constant that the code uses', async () => {
  const said = await sentences();
  const silent = Object.entries(CHANGED).filter(([, value]) => !said.includes(String(value)));
  expect(silent.map(([name]) => name)).toEqual([]);
});

it('no sentence names one of the figures by itself', async () => {
  const said = await sentences();
  expect(
    said.match(
      /\b(?:24 hours|one hour|180 days|(?:7|seven) days|12 characters|128 characters|(?:two|30) years|1 to (?:27|30)|1880|50 addresses|at most (?:50|200)(?=\. They)|20 different|1,?000 rows|10 calls|30 requests|5 seconds|(?:within|half) a minute)\b/gu,
    ),
  ).toBeNull();
});

it('the account library is given the same figures', async () => {
  const { tables } = await import('../../server/accounts/tables.ts');
  expect(tables.session.expiresIn).toBe(CHANGED.SESSION_MAX_DAYS * 86_400);
});
