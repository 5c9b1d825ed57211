import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { createPaged } from '../../ui/paged.ts';

export type Session = Outputs['account']['sessions']['list']['items'][number];

export const sessionsKey = ['account', 'sessions'];

export const createSessions = () =>
  createPaged<Session, string>(
    () => sessionsKey,
    (cursor) => trpc.account.sessions.list.query({ cursor }),
  );

/** `Firefox on Windows`. */
export function deviceName({ browser, system }: Session): string {
  const named = browser ?? t('account.sessions.unknownBrowser');
  if (system !== null) return t('account.sessions.on', { browser: named, system });
  return browser === null ? named : t('account.sessions.onUnknown', { browser });
}

export const placeOf = ({ ipAddress }: Session): string => ipAddress ?? t('account.sessions.unknownAddress');
