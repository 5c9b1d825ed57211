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

const statusTones: Record<RequestStatus, Tone> = {
  pending: 'waits',
  cancelled: 'neutral',
  blocked: 'done',
  starred: 'done',
  destroyed: 'done',
  refused: 'neutral',
};

export function StatusBadge(props: { status: RequestStatus }) {
  return <Badge tone={statusTones[props.status]}>{statusName(props.status)}</Badge>;
}

const stateTones = { open: 'neutral', blocked: 'waits', starred: 'accent' } as const;

export function StateBadge(props: { state: v.InferOutput<typeof CustomerState> }) {
  return <Badge tone={stateTones[props.state]}>{t(`admin.list.states.${props.state}`)}</Badge>;
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

/** Who a row is about, on two lines. `number` names the row where there is no address, unless another column does. */
export function PersonCell(props: { person: Person; number?: string | undefined }) {
  const unnamed = () =>
    t(props.person.customerId === null ? 'admin.requests.erased' : 'admin.requests.nameless');
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

const languages = new Intl.DisplayNames('en', { type: 'language' });
/** A tag may say more than the browser has words for. */
export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}
