import { useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { SaveAddress } from '../../server/customers/schema.ts';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field, Select } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { goOnFrom } from '../ui/focus.ts';
import { createForm, readForm } from '../ui/form.ts';
import { toast } from '../ui/Toast.tsx';
import { countries } from './countries.ts';
import { type Address, addressesQuery } from './queries.ts';

const orNull = (value: string | undefined) => (value?.trim() ? value : null);

/** Adds an address, or changes the one it was opened with. */
export function AddressForm(props: { address: Address | 'new' | undefined; onClose: () => void }) {
  const title = () => (props.address === 'new' ? t('customer.addresses.add') : t('customer.addresses.edit'));
  return (
    <Dialog open={props.address !== undefined} title={title()} onClose={() => props.onClose()}>
      <Fields held={props.address === 'new' ? undefined : props.address} onClose={() => props.onClose()} />
    </Dialog>
  );
}

function createAddressForm(held: Address | undefined, onSaved: () => void) {
  const queries = useQueryClient();
  return createForm({
    schema: SaveAddress,
    read: (form) => {
      const { label, line1, line2, postalCode, city, region, country } = readForm(form);
      return {
        ...(held ? { addressId: held.addressId } : {}),
        label,
        line1,
        line2: orNull(line2),
        postalCode: orNull(postalCode),
        city,
        region: orNull(region),
        country,
      };
    },
    send: async (value) => {
      await trpc.customer.addresses.save.mutate(value);
      await queries.invalidateQueries({ queryKey: addressesQuery.queryKey });
      toast(t('common.saved'));
      onSaved();
      goOnFrom();
    },
  });
}

function Fields(props: { held: Address | undefined; onClose: () => void }) {
  // A dialog is made anew each time it opens: the address it edits does not change beneath it.
  const form = createAddressForm(props.held, () => props.onClose());
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <div class="fields">
        <TextField form={form} held={props.held} name="line1" autocomplete="address-line1" wide />
        <TextField form={form} held={props.held} name="line2" autocomplete="address-line2" wide optional />
        <TextField form={form} held={props.held} name="postalCode" autocomplete="postal-code" optional />
        <TextField form={form} held={props.held} name="city" autocomplete="address-level2" />
        <TextField form={form} held={props.held} name="region" autocomplete="address-level1" optional />
        <Country held={props.held?.country} error={form.error('country')} />
        <TextField form={form} held={props.held} name="label" wide optional />
      </div>
      <FormFailure text={form.failure()} />
      <div class="row end">
        <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}

function TextField(props: {
  form: ReturnType<typeof createAddressForm>;
  held: Address | undefined;
  name: 'label' | 'line1' | 'line2' | 'postalCode' | 'city' | 'region';
  autocomplete?: string;
  wide?: boolean;
  optional?: boolean;
}) {
  return (
    <div classList={{ wide: props.wide ?? false }}>
      <Field
        label={t(`customer.addresses.${props.name}`)}
        optional={props.optional ? t('common.optional') : undefined}
        name={props.name}
        autocomplete={props.autocomplete}
        value={props.held?.[props.name] ?? ''}
        error={props.form.error(props.name)}
      />
    </div>
  );
}

function Country(props: { held: string | null | undefined; error: string | undefined }) {
  const unknown = () => props.held && !countries.some(({ code }) => code === props.held);
  return (
    <Select label={t('customer.addresses.country')} name="country" autocomplete="country" error={props.error}>
      <option value="" />
      <Show when={unknown()}>
        <option value={props.held ?? ''} selected>
          {props.held}
        </option>
      </Show>
      <For each={countries}>
        {({ code, name }) => (
          <option value={code} selected={code === props.held}>
            {name}
          </option>
        )}
      </For>
    </Select>
  );
}
