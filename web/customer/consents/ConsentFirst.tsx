import { t } from '../../i18n.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { Page } from '../../ui/Page.tsx';

/** Replaces every page that the server refuses while a required consent is missing. */
export function ConsentFirst() {
  return (
    <Page column title={t('customer.consentFirst.title')} lead={t('customer.consentFirst.lead')}>
      <p>{t('customer.consentFirst.text')}</p>
      <div class="row">
        <ButtonLink tone="primary" href="/account/personal-data">
          {t('customer.consentFirst.action')}
        </ButtonLink>
      </div>
    </Page>
  );
}
