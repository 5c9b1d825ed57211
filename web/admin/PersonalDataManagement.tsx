import type { RouteSectionProps } from '@solidjs/router';
import Settings2 from 'lucide-solid/icons/settings-2';
import { createSignal, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Page } from '../ui/Page.tsx';
import { useQuery } from '../ui/query.ts';
import { SkeletonTable } from '../ui/Skeleton.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { LoadedTogether } from '../ui/Together.tsx';
import { may } from './rights.ts';
import { Configuration } from './settings/Configuration.tsx';
import { settingsQuery } from './settings/configuration.ts';
import { Off } from './settings/Off.tsx';

const home = '/admin/personal-data';

/** Clients › Personal Data Management: three tabs and the Configuration. */
export default function PersonalDataManagement(props: RouteSectionProps) {
  const [open, setOpen] = createSignal(false);
  const settings = useQuery(() => settingsQuery);
  return (
    <Page
      title={t('admin.personalDataManagement')}
      crumbs={[t('admin.clients')]}
      actions={
        may('settings') && (
          <Button icon={<Settings2 size={18} />} onClick={() => setOpen(true)}>
            {t('admin.rights.configuration')}
          </Button>
        )
      }
    >
      <Tabs
        label={t('admin.rights.tabs')}
        items={[
          { href: home, label: t('admin.requests.title') },
          { href: `${home}/downloads`, label: t('admin.rights.downloads') },
          { href: `${home}/consents`, label: t('admin.rights.consents') },
        ]}
      />
      <LoadedTogether queries={[settings]} skeleton={<SkeletonTable rows={8} />}>
        <Show when={settings.isSuccess && !settings.data.enabled}>
          <Off />
        </Show>
        {props.children}
      </LoadedTogether>
      <Configuration open={open()} query={settings} onClose={() => setOpen(false)} />
    </Page>
  );
}
