import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/* Each number that a person, a letter or a page is told is the constant that the code uses: changed here, every sentence follows. */

const CHANGED = {
  SESSION_DAYS: 1701,
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

/** Every text of the download's map, of the letters and of the pages. */
async function sentences(): Promise<string> {
  const { personalDataMap } = await import('../../server/personal-data/map.ts');
  const { defaults } = await import('../../server/notifications/defaults.ts');
  const { accountDefaults } = await import('../../server/notifications/account-defaults.ts');
  const { en } = await import('../../web/locales/en.ts');
  return JSON.stringify([personalDataMap, defaults, accountDefaults, en]);
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
      /\b(?:24 hours|one hour|180 days|(?:7|seven) days|12 characters|128 characters|two years)\b/gu,
    ),
  ).toBeNull();
});

it('the account library is given the same figures', async () => {
  const { tables } = await import('../../server/accounts/tables.ts');
  expect(tables.session.expiresIn).toBe(CHANGED.SESSION_DAYS * 86_400);
});
