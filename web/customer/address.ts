import type { Outputs } from '../trpc.ts';
import { countryName } from './countries.ts';

export type Address = Outputs['customer']['addresses']['list']['items'][number];

/** As it is written on an envelope. */
export const addressLines = (address: Address): string[] =>
  [
    address.line1,
    address.line2,
    [address.postalCode, address.city].filter(Boolean).join(' '),
    address.region,
    countryName(address.country),
  ].filter((line): line is string => Boolean(line));
