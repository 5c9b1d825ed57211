import { t } from '../i18n.ts';

const address = '/exports/personal-data.xml';
const fileName = 'personal-data.xml';

/** A refusal of the download: the name from the server's catalogue, and its words. */
class ExportError extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

const string = (value: unknown) => (typeof value === 'string' ? value : undefined);

async function refusal(answer: Response): Promise<ExportError> {
  const body: unknown = await answer.json().catch(() => null);
  const read = (key: string) =>
    typeof body === 'object' && body !== null ? string(Reflect.get(body, key)) : undefined;
  return new ExportError(read('kind') ?? 'unexpected', read('message') ?? t('errors.unexpected'));
}

/**
 * Fetches the whole file and hands it to the browser to keep. It is fetched, not navigated to, so that a refusal is
 * said on this page, and a download that broke off is never taken for a whole one.
 */
export async function downloadPersonalData() {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) throw await refusal(answer);
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken over a moment later; until then the address must stay valid.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
