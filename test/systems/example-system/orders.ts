import type { System } from './system.ts';

const BATCH = 100;

interface Order {
  orderId: string;
  email: string;
  what: string;
  orderedOn: string;
}

/**
 * Tells Lethe of every order, and before it of whoever gave it. Whoever only ordered has no account with us but an e-mail address: the order
 * names them, and Lethe finds out whether it is somebody it knows.
 */
export async function tellOfOrders({ sql, lethe, signal }: System): Promise<void> {
  let last = '';
  for (;;) {
    const orders = await sql<Order[]>`
      select order_id as "orderId", email, what, ordered_on::text as "orderedOn" from orders
      where order_id > ${last} and paused_at is null order by order_id limit ${BATCH}`;
    if (orders.length === 0) return;
    last = orders.at(-1)!.orderId;
    const buyers = orders.map(({ orderId, email }) => ({ externalId: buyerOf(orderId), email }));
    const taken = await lethe.customers.upsert.mutate({ items: buyers }, { signal });
    const items = orders.map(({ orderId, what, orderedOn }) => ({
      externalId: orderId,
      customer: { externalId: buyerOf(orderId) },
      name: what,
      status: 'active' as const,
      startedOn: orderedOn,
    }));
    const { results } = await lethe.services.upsert.mutate({ items }, { signal });
    const closed = orders
      .filter((_, at) => isClosed(taken.results[at]!) || isClosed(results[at]!))
      .map(({ orderId }) => orderId);
    await sql`update orders set paused_at = now() where order_id = any(${closed}) and paused_at is null`;
  }
}

const buyerOf = (orderId: string): string => `buyer of ${orderId}`;

const isClosed = (result: object): boolean =>
  'kind' in result && (result.kind === 'erased_person' || result.kind === 'customer_closed');
