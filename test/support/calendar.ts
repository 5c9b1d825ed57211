import * as fc from 'fast-check';

/** Every zone of this runtime. Those with an edge of their own are drawn as often as all the rest together. */
export const ZONES = Intl.supportedValuesOf('timeZone');

const EDGES = [
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Pago_Pago',
  'Etc/GMT+12',
  'Etc/GMT-14',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Europe/Berlin',
  'UTC',
];
export const anyZone = fc.oneof(fc.constantFrom(...EDGES), fc.constantFrom(...ZONES));

const DAY = 86_400_000;
const FIRST = Date.UTC(2012, 0, 1) / DAY;
const LAST = Date.UTC(2060, 11, 31) / DAY;
const asDay = (days: number) => new Date(days * DAY).toISOString().slice(0, 10);

const monthEnds = fc
  .tuple(
    fc.integer({ min: 2012, max: 2060 }),
    fc.integer({ min: 0, max: 11 }),
    fc.integer({ min: -3, max: 1 }),
  )
  .map(([year, month, off]) => Date.UTC(year, month + 1, off) / DAY);

/** Any day, half of them at the ends of months. */
export const anyDay = fc.oneof(fc.integer({ min: FIRST, max: LAST }), monthEnds).map(asDay);

/** Any second: at random, and around the hours at which some calendar turns over. */
export const anyMoment = fc
  .tuple(
    fc.oneof(fc.integer({ min: FIRST, max: LAST }), monthEnds),
    fc.oneof(
      fc.integer({ min: 0, max: 86_399 }),
      fc
        .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: -1, max: 1 }))
        .map(([quarter, off]) => quarter * 900 + off),
    ),
  )
  .map(([day, second]) => day * DAY + second * 1_000);
