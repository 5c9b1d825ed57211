import type { UseQueryResult } from '@tanstack/solid-query';
import { createUniqueId, For, Show } from 'solid-js';
import { SecondApproval, Settings } from '../../../server/settings/schema.ts';
import {
  MAX_ACKNOWLEDGEMENT_DAYS,
  MAX_DECISIONS_ALERT,
  MAX_WAITING_DAYS,
} from '../../../server/values/limits-and-periods.ts';
import { browserZone } from '../../calendar.ts';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { NobodyApproves } from '../team/NobodyApproves.tsx';
import { type ConfigurationForm, createConfiguration, type Switched } from './configuration.ts';
import { LogoSetting } from './LogoSetting.tsx';
import './configuration.css';

/** The settings of Personal Data Management: one form, in effect once it is saved. */
export function Configuration(props: {
  open: boolean;
  query: UseQueryResult<Settings>;
  onClose: () => void;
}) {
  return (
    <Show when={props.open}>
      <ConfigurationDialog query={props.query} onClose={() => props.onClose()} />
    </Show>
  );
}

function ConfigurationDialog(props: { query: UseQueryResult<Settings>; onClose: () => void }) {
  const id = createUniqueId();
  const form = createConfiguration(() => props.query.data);
  // The first press warns about unsaved changes, the second one discards them.
  const close = () => {
    if (form.changed() && !form.leaving()) form.setLeaving(true);
    else props.onClose();
  };
  return (
    <Dialog
      open
      title={t('admin.rights.configuration')}
      onClose={close}
      actions={
        <>
          <p class="unsaved small" role="status">
            {form.leaving() ? t('admin.rights.unsavedText') : form.changed() && t('admin.rights.unsaved')}
          </p>
          <Button onClick={close}>{t(form.leaving() ? 'admin.rights.discard' : 'common.close')}</Button>
          <Show when={props.query.data}>
            <Button type="submit" form={id} tone="primary" busy={form.busy()}>
              {t('common.save')}
            </Button>
          </Show>
        </>
      }
    >
      <Loaded query={props.query} skeleton={<Skeleton lines={8} />}>
        {(settings) => <Fields id={id} settings={settings()} form={form} />}
      </Loaded>
    </Dialog>
  );
}

function Fields(props: { id: string; settings: Settings; form: ConfigurationForm }) {
  const setting = (name: Switched, label: string, text: string) => (
    <Switch
      label={label}
      text={text}
      checked={props.form.valueOf(name) ?? props.settings[name]}
      onChange={(value) => props.form.change({ [name]: value })}
    />
  );
  const count = (name: Counted, label: string, hint: string, max: number) => (
    <Count name={name} label={label} hint={hint} max={max} settings={props.settings} form={props.form} />
  );
  return (
    <form
      class="configuration"
      id={props.id}
      novalidate
      autocomplete="off"
      data-unsaved={props.form.changed() ? '' : undefined}
      data-asks=""
      onSubmit={(event) => props.form.submit(event)}
    >
      {setting('enabled', t('admin.rights.enabled'), t('admin.rights.enabledText'))}
      <div class="stack">
        {setting(
          'authorizationRequired',
          t('admin.rights.authorization'),
          t('admin.rights.authorizationText'),
        )}
        <Notice tone="waits" title={t('admin.rights.art7Title')}>
          <p class="small">{t('admin.rights.art7')}</p>
        </Notice>
      </div>
      <div class="stack">
        {setting('automaticProcessing', t('admin.rights.automatic'), t('admin.rights.automaticText'))}
        {count('waitingDays', t('admin.rights.waitingDays'), t('admin.rights.waitingHint'), MAX_WAITING_DAYS)}
      </div>
      {count(
        'acknowledgementDays',
        t('admin.rights.acknowledgementDays'),
        t('admin.rights.acknowledgementHint'),
        MAX_ACKNOWLEDGEMENT_DAYS,
      )}
      {count(
        'decisionsPerHourAlert',
        t('admin.rights.alert'),
        t('admin.rights.alertHint'),
        MAX_DECISIONS_ALERT,
      )}
      <SecondApprovalChoice saved={props.settings.secondApproval} form={props.form} />
      <TimeZone saved={props.settings.timeZone} form={props.form} />
      <Words name="operatorName" max={100} settings={props.settings} form={props.form} />
      <Words name="operatorContact" max={200} settings={props.settings} form={props.form} />
      <Words name="replyAddress" max={254} settings={props.settings} form={props.form} />
      <LogoSetting />
      <FormFailure text={props.form.failure()} />
    </form>
  );
}

type Counted = 'waitingDays' | 'acknowledgementDays' | 'decisionsPerHourAlert';

/** A number that an admin sets. */
function Count(props: {
  name: Counted;
  label: string;
  hint: string;
  max: number;
  settings: Settings;
  form: ConfigurationForm;
}) {
  return (
    <Field
      label={props.label}
      hint={props.hint}
      error={props.form.error(props.name)}
      name={props.name}
      type="number"
      inputmode="numeric"
      min={1}
      max={props.max}
      value={props.settings[props.name]}
      onInput={(event) => props.form.change({ [props.name]: event.currentTarget.valueAsNumber })}
    />
  );
}

/** What letters say of the operator. Empty: they say nothing. */
function Words(props: {
  name: 'operatorName' | 'operatorContact' | 'replyAddress';
  max: number;
  settings: Settings;
  form: ConfigurationForm;
}) {
  return (
    <Field
      label={t(`admin.rights.${props.name}`)}
      hint={t(`admin.rights.${props.name}Hint`)}
      error={props.form.error(props.name)}
      name={props.name}
      type={props.name === 'replyAddress' ? 'email' : 'text'}
      maxlength={props.max}
      value={props.settings[props.name] ?? ''}
      onInput={(event) => props.form.change({ [props.name]: event.currentTarget.value || null })}
    />
  );
}

function SecondApprovalChoice(props: { saved: Settings['secondApproval']; form: ConfigurationForm }) {
  return (
    <div class="stack">
      <Select
        label={t('admin.proposals.setting')}
        hint={t('admin.proposals.settingHint')}
        error={props.form.error('secondApproval')}
        name="secondApproval"
        onChange={(event) => {
          const chosen = SecondApproval.options.find((value) => value === event.currentTarget.value);
          if (chosen) props.form.change({ secondApproval: chosen });
        }}
      >
        <For each={SecondApproval.options}>
          {(value) => (
            <option value={value} selected={value === props.saved}>
              {t(`admin.proposals.settings.${value}`)}
            </option>
          )}
        </For>
      </Select>
      <NobodyApproves on={(props.form.valueOf('secondApproval') ?? props.saved) !== 'off'} />
    </div>
  );
}

/** Every zone that this browser knows, UTC, and the present one. */
const zonesWith = (saved: string) =>
  [...new Set(['UTC', saved, ...Intl.supportedValuesOf('timeZone')])].toSorted();

function TimeZone(props: { saved: string | null; form: ConfigurationForm }) {
  const present = () => props.saved ?? browserZone();
  return (
    <Select
      label={t('admin.rights.timeZone')}
      hint={t(props.saved === null ? 'admin.rights.timeZoneProposed' : 'admin.rights.timeZoneHint')}
      error={props.form.error('timeZone')}
      name="timeZone"
      onChange={(event) => props.form.change({ timeZone: event.currentTarget.value })}
    >
      <For each={zonesWith(present())}>
        {(zone) => (
          <option value={zone} selected={zone === present()}>
            {zone}
          </option>
        )}
      </For>
    </Select>
  );
}
