/** For each provider's main domain, the domains that reach the same mailbox, as the providers' help pages say. */
const ALIASES_OF_DOMAIN: Record<string, readonly string[]> = {
  'gmail.com': ['googlemail.com'],
  'icloud.com': ['me.com', 'mac.com'],
  'proton.me': ['protonmail.com', 'protonmail.ch', 'pm.me'],
  'yandex.ru': [
    'ya.ru',
    'narod.ru',
    ...[
      'az',
      'by',
      'com',
      'com.am',
      'com.ge',
      'com.tr',
      'co.il',
      'ee',
      'fr',
      'kg',
      'kz',
      'lt',
      'lv',
      'md',
    ].map((ending) => `yandex.${ending}`),
    ...['tj', 'tm', 'ua', 'uz'].map((ending) => `yandex.${ending}`),
  ],
};

const mainDomainByAlias = new Map(
  Object.entries(ALIASES_OF_DOMAIN).flatMap(([main, aliases]) =>
    aliases.map((alias): [string, string] => [alias, main]),
  ),
);

/** The main domain of a provider for one of its aliases; any other domain unchanged. */
export const mainDomain = (domain: string): string => mainDomainByAlias.get(domain) ?? domain;

/** Normalizes the part before the `@` by the provider's rules: Gmail ignores dots, Proton also dashes and underscores; Yandex treats a dot as a dash. */
export function normalizeLocalPart(domain: string, local: string): string {
  if (domain === 'gmail.com') return local.replaceAll('.', '');
  if (domain === 'proton.me') return local.replace(/[._-]/gu, '');
  return domain === 'yandex.ru' ? local.replaceAll('.', '-') : local;
}
