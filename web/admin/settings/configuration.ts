import { queryOptions, useQueryClient } from '@tanstack/solid-query';
import { createSignal } from 'solid-js';
import { type Settings, UpdateSettings } from '../../../server/settings/schema.ts';
import { browserZone, showDatesIn } from '../../calendar.ts';
import { t } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { createForm } from '../../ui/form.ts';
import { toast } from '../../ui/Toast.tsx';

/** The first Save also chooses the browser's time zone, unless an admin has picked one. */
const proposedZoneOf = (saved: Settings | undefined): UpdateSettings =>
  saved?.timeZone === null ? { proposedTimeZone: browserZone() } : {};

export const settingsQuery = queryOptions({
  queryKey: ['admin', 'settings'],
  queryFn: () => trpc.admin.settings.get.query({}),
});

export type Switched = 'enabled' | 'authorizationRequired' | 'automaticProcessing';

/** The changed settings. Only these are sent, so that two admins who change different settings both win. */
const changesOf = (draft: UpdateSettings, saved: Settings | undefined): UpdateSettings =>
  Object.fromEntries(
    Object.entries(draft).filter(([name, value]) => value !== saved?.[name as keyof Settings]),
  );

/** The draft of the settings, and its form. */
export function createConfiguration(saved: () => Settings | undefined) {
  const queries = useQueryClient();
  const [draft, setDraft] = createSignal<UpdateSettings>({});
  const [leaving, setLeaving] = createSignal(false);
  const changes = () => changesOf(draft(), saved());
  const form = createForm({
    schema: UpdateSettings,
    messages: {
      waitingDays: t('admin.rights.waitingWrong'),
      acknowledgementDays: t('admin.rights.acknowledgementWrong'),
      decisionsPerHourAlert: t('admin.rights.alertWrong'),
    },
    read: () => ({ ...proposedZoneOf(saved()), ...changes() }),
    send: async (wanted) => {
      const updated = await trpc.admin.settings.update.mutate(wanted);
      queries.setQueryData(['admin', 'settings'], updated);
      if (updated.timeZone !== null) showDatesIn(updated.timeZone);
      setDraft({});
      setLeaving(false);
      toast(t('admin.rights.configurationSaved'));
    },
  });
  return {
    ...form,
    leaving,
    setLeaving,
    changed: () => Object.keys(changes()).length > 0,
    valueOf: <Name extends keyof UpdateSettings>(name: Name) => draft()[name],
    change: (change: UpdateSettings) => {
      setLeaving(false);
      setDraft((before) => ({ ...before, ...change }));
    },
  };
}

export type ConfigurationForm = ReturnType<typeof createConfiguration>;
