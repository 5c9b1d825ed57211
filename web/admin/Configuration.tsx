import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import * as v from 'valibot';
import { Settings } from '../../server/settings/schema.ts';
import { t, tn } from '../i18n.ts';
import { type Inputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { failureOf } from '../ui/failure.ts';
import { createForm } from '../ui/form.ts';
import { Loaded } from '../ui/Loaded.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { toast } from '../ui/Toast.tsx';
import './configuration.css';

type Changes = Inputs['admin']['settings']['update'];
type Switched = 'enabled' | 'authorizationRequired' | 'automaticProcessing';

const names: Record<Switched, string> = {
  enabled: t('admin.rights.enabled'),
  authorizationRequired: t('admin.rights.authorization'),
  automaticProcessing: t('admin.rights.automatic'),
};

/** The switches of Personal Data Management. Each takes effect at once. */
export function Configuration(props: { query: UseQueryResult<Settings> }) {
  const queries = useQueryClient();
  const update = useMutation(() => ({
    mutationFn: (changes: Changes) => trpc.admin.settings.update.mutate(changes),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['admin', 'settings'] }),
  }));
  const change = (name: Switched, value: boolean) =>
    update.mutate(
      { [name]: value },
      {
        onSuccess: () =>
          toast(t(value ? 'admin.rights.switchedOn' : 'admin.rights.switchedOff', { name: names[name] })),
      },
    );
  const save = (waitingDays: number) => update.mutateAsync({ waitingDays }).then(() => undefined);
  return (
    <Loaded query={props.query} skeleton={<Skeleton lines={8} />}>
      {(settings) => (
        <div class="configuration">
          <Setting
            name="enabled"
            settings={settings()}
            text={t('admin.rights.enabledText')}
            change={change}
          />
          <div class="stack">
            <Setting
              name="authorizationRequired"
              settings={settings()}
              text={t('admin.rights.authorizationText')}
              change={change}
            />
            <Notice tone="waits" title={t('admin.rights.art7Title')}>
              <p class="small">{t('admin.rights.art7')}</p>
            </Notice>
          </div>
          <div class="stack">
            <Setting
              name="automaticProcessing"
              settings={settings()}
              text={t('admin.rights.automaticText')}
              change={change}
            />
            <WaitingDays days={settings().waitingDays} save={save} />
          </div>
          <Show when={update.isError && update.variables?.waitingDays === undefined}>
            <FormFailure text={failureOf(update.error).text} />
          </Show>
        </div>
      )}
    </Loaded>
  );
}

function Setting(props: {
  name: Switched;
  settings: Settings;
  text: string;
  change: (name: Switched, value: boolean) => void;
}) {
  return (
    <Switch
      label={names[props.name]}
      text={props.text}
      checked={props.settings[props.name]}
      onChange={(value) => props.change(props.name, value)}
    />
  );
}

const Waiting = v.object({ waitingDays: Settings.entries.waitingDays });

function WaitingDays(props: { days: number; save: (days: number) => Promise<void> }) {
  const form = createForm({
    schema: Waiting,
    read: (element) => ({ waitingDays: Number(new FormData(element).get('waitingDays')) }),
    messages: { waitingDays: t('admin.rights.waitingWrong') },
    send: async ({ waitingDays }) => {
      await props.save(waitingDays);
      toast(tn('admin.rights.waitingSaved', waitingDays));
    },
  });
  return (
    <form class="waiting-days" novalidate onSubmit={(event) => form.submit(event)}>
      <Field
        label={t('admin.rights.waitingDays')}
        hint={t('admin.rights.waitingHint')}
        error={form.error('waitingDays')}
        name="waitingDays"
        type="number"
        inputmode="numeric"
        min={1}
        max={27}
        value={props.days}
      />
      <Button type="submit" busy={form.busy()}>
        {t('common.save')}
      </Button>
      <Show when={form.failure() && !form.error('waitingDays')}>
        <div class="wide">
          <FormFailure text={form.failure()} />
        </div>
      </Show>
    </form>
  );
}
