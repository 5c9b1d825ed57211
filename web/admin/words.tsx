import { Show } from 'solid-js';
import type * as v from 'valibot';
import type { InvoiceStatus, ServiceStatus } from '../../server/customers/contract-schema.ts';
import type { CustomerState } from '../../server/customers/schema.ts';
import type { RequestStatus, RequestType } from '../../server/requests/schema.ts';
import { t } from '../i18n.ts';
import { Badge, type Tone } from '../ui/Badge.tsx';

export const requestTypes = ['removal', 'anonymization'] as const;
export const requestStatuses = [
  'pending',
  'blocked',
  'starred',
  'destroyed',
  'refused',
  'cancelled',
] as const;

export const typeName = (type: RequestType) => t(`admin.requests.type.${type}`);
export const statusName = (status: RequestStatus) => t(`admin.requests.status.${status}`);

type State = v.InferOutput<typeof CustomerState>;

/** One color for each word, of a request or of a client. A block can be lifted, so it is not green. */
const tones: Record<RequestStatus | State, Tone> = {
  pending: 'waits',
  cancelled: 'neutral',
  refused: 'neutral',
  open: 'neutral',
  blocked: 'accent',
  starred: 'done',
  destroyed: 'done',
};

export function StatusBadge(props: { status: RequestStatus }) {
  return <Badge tone={tones[props.status]}>{statusName(props.status)}</Badge>;
}

export function StateBadge(props: { state: State }) {
  return <Badge tone={tones[props.state]}>{t(`admin.list.states.${props.state}`)}</Badge>;
}

const serviceTones = {
  active: 'done',
  pending: 'waits',
  suspended: 'waits',
  cancelled: 'neutral',
  terminated: 'neutral',
} as const;

export function ServiceBadge(props: { status: v.InferOutput<typeof ServiceStatus> }) {
  return <Badge tone={serviceTones[props.status]}>{t(`admin.client.serviceState.${props.status}`)}</Badge>;
}

const invoiceTones = { paid: 'done', unpaid: 'waits', refunded: 'neutral', cancelled: 'neutral' } as const;

export function InvoiceBadge(props: { status: v.InferOutput<typeof InvoiceStatus> }) {
  return <Badge tone={invoiceTones[props.status]}>{t(`admin.client.invoiceState.${props.status}`)}</Badge>;
}

type Person = { customerId: string | null; fullName: string | null; email: string | null };

/**
 * Name and address of a row's person, on two lines. Without an address, `number` names the row. `hidden`: the admin's role
 * sees no names, so nobody can say here whether the person was erased.
 */
export function PersonCell(props: { person: Person; number?: string | undefined; hidden?: boolean }) {
  const unnamed = () => {
    if (props.hidden) return t('admin.requests.hidden');
    return t(props.person.customerId === null ? 'admin.requests.erased' : 'admin.requests.nameless');
  };
  const second = () => (props.person.fullName && props.person.email ? props.person.email : props.number);
  return (
    <span>
      <bdi>{props.person.fullName ?? props.person.email ?? unnamed()}</bdi>
      <Show when={second()}>
        <span class="second">{second()}</span>
      </Show>
    </span>
  );
}
