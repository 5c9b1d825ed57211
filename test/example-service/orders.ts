import type { Service } from './service.ts';

const BATCH = 100;

interface Order {
  orderId: string;
  email: string;
  what: string;
  orderedOn: string;
}

/**
 * Tells Lethe of every order. Whoever only ordered is known here by an e-mail address, and gets no id of ours: Lethe tells of their
 * erasure by the names of their orders. Somebody it does not know is refused with `customer_not_found`, and asked about again.
 */
export async function tellOfOrders({ sql, lethe, signal }: Service): Promise<void> {
  let last = '';
  for (;;) {
    const orders = await sql<Order[]>`
      select order_id as "orderId", email, what, ordered_on::text as "orderedOn" from orders
      where order_id > ${last} and paused_at is null order by order_id limit ${BATCH}`;
    if (orders.length === 0) return;
    last = orders.at(-1)!.orderId;
    const items = orders.map(({ orderId, email, what, orderedOn }) => ({
      externalId: orderId,
      customer: { email },
      name: what,
      status: 'active' as const,
      startedOn: orderedOn,
    }));
    const { results } = await lethe.services.upsert.mutate({ items }, { signal });
    const closed = orders.filter((_, at) => isClosed(results[at]!)).map(({ orderId }) => orderId);
    await sql`update orders set paused_at = now() where order_id = any(${closed}) and paused_at is null`;
  }
}

const isClosed = (result: object): boolean =>
  'kind' in result && (result.kind === 'erased_person' || result.kind === 'customer_closed');
