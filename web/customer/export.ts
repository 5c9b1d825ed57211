import * as v from 'valibot';
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

const Refused = v.object({
  error: v.object({ message: v.string(), data: v.object({ kind: v.string() }) }),
});

async function refusal(answer: Response): Promise<ExportError> {
  const body = v.safeParse(Refused, await answer.json().catch(() => null));
  if (!body.success) return new ExportError('unexpected', t('errors.unexpected'));
  const { message, data } = body.output.error;
  return new ExportError(data.kind, message);
}

/** The server breaks the connection rather than end half a file; the browser says no more than that it broke. */
function brokeOff(): never {
  throw new ExportError('download_broken', t('errors.download_broken'));
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
  const url = URL.createObjectURL(await answer.blob().catch(brokeOff));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken over a moment later; until then the address must stay valid.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
