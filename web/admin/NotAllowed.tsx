import { type Component, type JSX, lazy, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Page } from '../ui/Page.tsx';
import { may, type Right } from './rights.ts';

/** Somebody opened a page by its address that their role may not see. */
function NotAllowed() {
  return (
    <Page title={t('admin.team.notAllowedTitle')} lead={t('admin.team.notAllowedText')}>
      <div class="row">
        <ButtonLink href="/admin/personal-data">{t('admin.personalDataManagement')}</ButtonLink>
      </div>
    </Page>
  );
}

/** A page for admins with the right. Nobody else loads it or asks the server for its data. */
export function pageFor(right: Right, load: () => Promise<{ default: Component }>): () => JSX.Element {
  const Allowed = lazy(load);
  return () => (
    <Show when={may(right)} fallback={<NotAllowed />}>
      <Allowed />
    </Show>
  );
}
