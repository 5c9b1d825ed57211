/** Domains under which one mailbox answers, by the one that stands for all of them, as the providers' own help pages say. */
const ALIASES_OF_DOMAIN: Record<string, readonly string[]> = {
  'gmail.com': ['googlemail.com'],
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
  Object.entries(ALIASES_OF_DOMAIN).flatMap(([main, others]) =>
    others.map((other): [string, string] => [other, main]),
  ),
);

/** The domain that stands for all of its provider's; any other domain stands for itself. */
export const mainDomain = (domain: string): string => mainDomainByAlias.get(domain) ?? domain;

/** How a provider reads the part before the `@`: Gmail ignores dots, Proton also dashes and underscores; Yandex takes a dot for a dash. */
export function normalizeLocalPart(domain: string, local: string): string {
  if (domain === 'gmail.com') return local.replaceAll('.', '');
  if (domain === 'proton.me') return local.replace(/[._-]/gu, '');
  return domain === 'yandex.ru' ? local.replaceAll('.', '-') : local;
}
