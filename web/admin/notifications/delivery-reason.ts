import { t, tryText } from '../../i18n.ts';

const STATUS = /^(smtp|resend)_(\d{3})$/u;
const NO_SUCH_ADDRESS = new Set(['550', '551', '553']);
const WRONG_KEY = new Set(['401', '403']);

/** Why a message did not get through, in a sentence; the code of a mail server's answer stands behind it. */
export function reasonOf(code: string): string {
  const [, by, status = ''] = STATUS.exec(code) ?? [];
  if (by === undefined) return tryText(`admin.undelivered.reason.${code}`) ?? other(code);
  const kind = by === 'smtp' ? kindOfSmtp(status) : kindOfResend(status);
  return t(`admin.undelivered.reason.${kind}`, { code: status });
}

const other = (code: string) => t('admin.undelivered.reason.other', { code });

function kindOfSmtp(status: string) {
  if (NO_SUCH_ADDRESS.has(status)) return 'noSuchAddress';
  if (status.startsWith('5')) return 'refused';
  return status.startsWith('4') ? 'later' : 'other';
}

function kindOfResend(status: string) {
  if (WRONG_KEY.has(status)) return 'wrongKey';
  if (status === '429') return 'tooMany';
  return status.startsWith('5') ? 'trouble' : 'refusedText';
}
