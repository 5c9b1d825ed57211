import type { CustomerStanding } from '../server/customers/contract-schema.ts';
import { formatMoney, formatNames } from './i18n.ts';
import { isPositive } from './money.ts';

/** What is unpaid, in each currency: `€120.00 and US$40.00`. */
export const unpaidWords = (sums: CustomerStanding['invoices']['sums']) =>
  formatNames(
    sums.filter((sum) => isPositive(sum.unpaid)).map((sum) => formatMoney(sum.unpaid, sum.currency)),
  );
