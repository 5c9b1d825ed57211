/** A browser and its system by their everyday names; null where the text names none that we know. */
export interface Device {
  browser: string | null;
  system: string | null;
}

/** In this order: many browsers also name those on which they are built, or with which they want to be served alike. */
const BROWSERS: [pattern: RegExp, name: string][] = [
  [/\bEdg(?:e|A|iOS)?\/\d/u, 'Edge'],
  [/\b(?:OPR|OPT|Opera)\/\d/u, 'Opera'],
  [/\bSamsungBrowser\/\d/u, 'Samsung Internet'],
  [/\bVivaldi\/\d/u, 'Vivaldi'],
  [/\bYaBrowser\/\d/u, 'Yandex Browser'],
  [/\bDuckDuckGo\/\d|\bDdg\/\d/u, 'DuckDuckGo'],
  [/\b(?:Firefox|FxiOS)\/\d/u, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\/\d/u, 'Chrome'],
  [/\bVersion\/\d.*\bSafari\/\d/u, 'Safari'],
];

/** iPads and Android name macOS or Linux as well. */
const SYSTEMS: [pattern: RegExp, name: string][] = [
  [/\biPhone\b|\biPod\b/u, 'iPhone'],
  [/\biPad\b/u, 'iPad'],
  [/\bAndroid\b/u, 'Android'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bWindows\b/u, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/u, 'macOS'],
  [/\bLinux\b/u, 'Linux'],
];

const firstNamed = (known: [RegExp, string][], text: string): string | null =>
  known.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** Reads a `User-Agent`. Anybody can send any text, so nothing of the text itself is passed on: only names of these lists. */
export const deviceOf = (userAgent: string | null): Device => ({
  browser: firstNamed(BROWSERS, userAgent ?? ''),
  system: firstNamed(SYSTEMS, userAgent ?? ''),
});

/** For letters, which are English: `Firefox on Windows`. */
export function deviceInWords(userAgent: string | null): string {
  const { browser, system } = deviceOf(userAgent);
  return `${browser ?? 'Unknown browser'}${system === null ? '' : ` on ${system}`}`;
}
