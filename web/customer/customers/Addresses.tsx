import MapPin from 'lucide-solid/icons/map-pin';
import Plus from 'lucide-solid/icons/plus';
import { createSignal, For, Index, Show } from 'solid-js';
import { addressLines } from '../../address.ts';
import { t } from '../../i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { SkeletonTable } from '../../ui/Skeleton.tsx';
import { type Address, addressesQuery } from '../queries.ts';
import { AddressDialog } from './AddressForm.tsx';
import { RemoveAddress } from './RemoveAddress.tsx';
import { StatedAddressList } from './StatedAddresses.tsx';
import './addresses.css';

export default function AddressesPage() {
  const addresses = useQuery(() => addressesQuery);
  const [edited, setEdited] = createSignal<Address | 'new'>();
  const [removed, setRemoved] = createSignal<Address>();
  const add = () => (
    <Button tone="primary" icon={<Plus size={18} />} onClick={() => setEdited('new')}>
      {t('customer.addresses.add')}
    </Button>
  );
  return (
    <Page
      column
      crumbs={[t('customer.information')]}
      title={t('customer.addresses.title')}
      lead={t('customer.addresses.lead')}
      actions={addresses.data?.items.length ? add() : undefined}
    >
      <StatedAddressList />
      <Loaded query={addresses} skeleton={<SkeletonTable rows={4} />}>
        {(list) => (
          <Show
            when={list().items.length > 0}
            fallback={
              <EmptyState
                icon={<MapPin size={28} />}
                title={t('customer.addresses.emptyTitle')}
                text={t('customer.addresses.empty')}
                action={add()}
              />
            }
          >
            <ul class="addresses">
              {/* By index: the button that opened a dialog stays, so that the focus can return to it. */}
              <Index each={list().items}>
                {(address) => <Card address={address()} onEdit={setEdited} onRemove={setRemoved} />}
              </Index>
            </ul>
          </Show>
        )}
      </Loaded>
      <AddressDialog address={edited()} onClose={() => setEdited(undefined)} />
      <Show when={removed()} keyed>
        {(address) => <RemoveAddress address={address} onClose={() => setRemoved(undefined)} />}
      </Show>
    </Page>
  );
}

const nameOf = (address: Address) => addressLines(address)[0] ?? address.label;

function Card(props: {
  address: Address;
  onEdit: (address: Address) => void;
  onRemove: (address: Address) => void;
}) {
  return (
    <li class="address">
      <address>
        <Show when={props.address.label}>
          <strong>{props.address.label}</strong>
        </Show>
        <For each={addressLines(props.address)}>{(line) => <span>{line}</span>}</For>
      </address>
      <div class="row">
        <Button
          size="small"
          aria-label={t('customer.addresses.editOf', { line: nameOf(props.address) })}
          onClick={() => props.onEdit(props.address)}
        >
          {t('common.edit')}
        </Button>
        <Button
          size="small"
          tone="quiet"
          aria-label={t('customer.addresses.removeOf', { line: nameOf(props.address) })}
          onClick={() => props.onRemove(props.address)}
        >
          {t('common.remove')}
        </Button>
      </div>
    </li>
  );
}
