import { t } from '../../i18n.ts';
import { Notice } from '../../ui/Notice.tsx';
import { may } from '../rights.ts';

/** What does not work while Personal Data Management is switched off, and who can switch it on. */
export function Off() {
  return (
    <Notice tone="waits" title={t('admin.rights.offTitle')}>
      <p>
        {t('admin.rights.offText')} {t(may('settings') ? 'admin.rights.offNext' : 'admin.rights.offAsk')}
      </p>
    </Notice>
  );
}
