const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** Shows the code itself where the browser does not know it, or where it is misspelt or starred. */
export const countryName = (code: string) => (/^[A-Z]{2}$/u.test(code) ? (names.of(code) ?? code) : code);

interface Address {
  line1: string | null;
  line2: string | null;
  postalCode: string | null;
  city: string | null;
  region: string | null;
  country: string | null;
}

/** The lines of an address as on an envelope, without the missing parts. */
export const addressLines = (address: Address): string[] =>
  [
    address.line1,
    address.line2,
    [address.postalCode, address.city].filter(Boolean).join(' '),
    address.region,
    address.country && countryName(address.country),
  ].filter((line): line is string => Boolean(line));
