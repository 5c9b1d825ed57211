const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** A code that the browser does not know, or that came from elsewhere misspelt or starred, is shown as it is held. */
export const countryName = (code: string) => (/^[A-Z]{2}$/u.test(code) ? (names.of(code) ?? code) : code);

interface Address {
  line1: string | null;
  line2: string | null;
  postalCode: string | null;
  city: string | null;
  region: string | null;
  country: string | null;
}

/** As it is written on an envelope; a part that nobody knows is left out. */
export const addressLines = (address: Address): string[] =>
  [
    address.line1,
    address.line2,
    [address.postalCode, address.city].filter(Boolean).join(' '),
    address.region,
    address.country && countryName(address.country),
  ].filter((line): line is string => Boolean(line));
