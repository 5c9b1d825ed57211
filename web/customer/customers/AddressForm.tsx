import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { SaveAddress } from '../../../server/customers/schema.ts';
import { addressLines } from '../../address.ts';
import { t } from '../../i18n.ts';
import { Refusal } from '../../refusal.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { createForm, readForm } from '../../ui/form.ts';
import { NewerVersion } from '../../ui/NewerVersion.tsx';
import { toast } from '../../ui/Toast.tsx';
import { type Address, addressesQuery } from '../queries.ts';
import { countries } from './countries.ts';

const orNull = (value: string | undefined) => (value?.trim() ? value : null);

/** Adds an address, or changes an existing one. */
export function AddressDialog(props: { address: Address | 'new' | undefined; onClose: () => void }) {
  const title = () => (props.address === 'new' ? t('customer.addresses.add') : t('customer.addresses.edit'));
  return (
    <Dialog open={props.address !== undefined} title={title()} onClose={() => props.onClose()}>
      <Fields saved={props.address === 'new' ? undefined : props.address} onClose={() => props.onClose()} />
    </Dialog>
  );
}

/**
 * Saves an address over the version it was opened with. If somebody else has saved a newer version, the form shows it first.
 * If they have removed the address, the next save adds it again.
 */
function createAddressForm(opened: Address | undefined, onSaved: () => void) {
  const queries = useQueryClient();
  const [shown, setShown] = createSignal(opened);
  const [replaced, setReplaced] = createSignal(opened);
  const [newer, setNewer] = createSignal<Address>();
  const overtaken = async (error: unknown): Promise<never> => {
    const { kind } = failureOf(error);
    if (kind !== 'edited_meanwhile' && kind !== 'address_not_found') throw error;
    await queries.invalidateQueries({ queryKey: addressesQuery.queryKey });
    const { items } = await queries.fetchQuery(addressesQuery);
    const found = items.find(({ addressId }) => addressId === opened?.addressId);
    setNewer(found);
    if (found !== undefined) throw error;
    setReplaced(undefined);
    throw new Refusal('address_gone');
  };
  const form = createForm({
    schema: SaveAddress,
    read: (element) => {
      const { label, line1, line2, postalCode, city, region, country } = readForm(element);
      return {
        ...refOf(replaced()),
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
      await trpc.customer.addresses.save.mutate(value).catch(overtaken);
      await queries.invalidateQueries({ queryKey: addressesQuery.queryKey });
      toast(t('common.saved'));
      onSaved();
      moveFocusTo();
    },
  });
  const [element, setElement] = createSignal<HTMLFormElement>();
  const agree = () => {
    setReplaced(newer());
    setNewer(undefined);
  };
  const take = () => {
    setShown(newer());
    agree();
  };
  const replace = () => {
    agree();
    element()?.requestSubmit();
  };
  return { ...form, setElement, shown, newer, take, replace };
}

const refOf = (saved: Address | undefined) =>
  saved === undefined ? {} : { addressId: saved.addressId, basedOn: saved.updatedAt };

function Fields(props: { saved: Address | undefined; onClose: () => void }) {
  // Each opening creates a new dialog, so its address never changes.
  const form = createAddressForm(props.saved, () => props.onClose());
  return (
    <form class="stack" novalidate ref={form.setElement} onSubmit={form.submit}>
      <Show when={[form.shown()] as const} keyed>
        {([saved]) => <AddressFields form={form} saved={saved} />}
      </Show>
      <FormFailure text={form.newer() ? undefined : form.failure()} />
      <NewerVersion edited={form}>
        {(newer) => <For each={addressLines(newer())}>{(line) => <span>{line}</span>}</For>}
      </NewerVersion>
      <div class="row end">
        <Button onClick={() => props.onClose()}>{t('common.cancel')}</Button>
        <Button type="submit" tone="primary" busy={form.busy()}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}

function AddressFields(props: { form: AddressForm; saved: Address | undefined }) {
  return (
    <div class="fields">
      <TextField form={props.form} saved={props.saved} name="line1" autocomplete="address-line1" wide />
      <TextField
        form={props.form}
        saved={props.saved}
        name="line2"
        autocomplete="address-line2"
        wide
        optional
      />
      <TextField
        form={props.form}
        saved={props.saved}
        name="postalCode"
        autocomplete="postal-code"
        optional
      />
      <TextField form={props.form} saved={props.saved} name="city" autocomplete="address-level2" />
      <TextField form={props.form} saved={props.saved} name="region" autocomplete="address-level1" optional />
      <Country saved={props.saved?.country} error={props.form.error('country')} />
      <TextField form={props.form} saved={props.saved} name="label" wide optional />
    </div>
  );
}

type AddressForm = ReturnType<typeof createAddressForm>;

function TextField(props: {
  form: AddressForm;
  saved: Address | undefined;
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
        value={props.saved?.[props.name] ?? ''}
        error={props.form.error(props.name)}
      />
    </div>
  );
}

function Country(props: { saved: string | null | undefined; error: string | undefined }) {
  const unknown = () => props.saved && !countries.some(({ code }) => code === props.saved);
  return (
    <Select label={t('customer.addresses.country')} name="country" autocomplete="country" error={props.error}>
      <option value="" />
      <Show when={unknown()}>
        <option value={props.saved ?? ''} selected>
          {props.saved}
        </option>
      </Show>
      <For each={countries}>
        {({ code, name }) => (
          <option value={code} selected={code === props.saved}>
            {name}
          </option>
        )}
      </For>
    </Select>
  );
}
