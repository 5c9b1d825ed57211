import { askForPassword, wantsPassword } from '../../confirmation.ts';
import { post, Refusal } from '../../refusal.ts';

const address = '/exports/personal-data.xml';
const fileName = 'personal-data.xml';

/** The server breaks the connection rather than end half a file. The browser gives no reason for it. */
function brokeOff(): never {
  throw new Refusal('download_broken');
}

/** Asks for the password in place if the sign-in is too old. */
async function fetchFile(): Promise<Response> {
  try {
    return await post(address, {});
  } catch (error) {
    if (!(error instanceof Refusal && wantsPassword(error.data.kind) && (await askForPassword())))
      throw error;
    return post(address, {});
  }
}

/**
 * Fetches the whole file, then lets the browser save it. A navigation could not show a refusal on this page, and would
 * leave half a file when the download stops early.
 */
export async function downloadPersonalData() {
  const answer = await fetchFile();
  const url = URL.createObjectURL(await answer.blob().catch(brokeOff));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser needs the address a moment longer.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
