import { post, Refusal } from '../../refusal.ts';

const address = '/exports/personal-data.xml';
const fileName = 'personal-data.xml';

/** The server breaks the connection rather than end half a file; the browser says no more than that it broke. */
function brokeOff(): never {
  throw new Refusal('download_broken');
}

/**
 * Fetches the whole file and hands it to the browser to keep. It is fetched, not navigated to, so that a refusal is
 * said on this page, and a download that broke off is never taken for a whole one.
 */
export async function downloadPersonalData() {
  const answer = await post(address, {});
  const url = URL.createObjectURL(await answer.blob().catch(brokeOff));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken over a moment later; until then the address must stay valid.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
