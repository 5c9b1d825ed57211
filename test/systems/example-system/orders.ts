import type { System } from './system.ts';

const BATCH = 100;

interface Order {
  orderId: string;
  email: string;
  what: string;
  orderedOn: string;
}

/**
 * Sends Lethe every order, and its buyer first. A buyer may have no subscription, only an e-mail address. So each order gives its buyer an id
 * of their own, and Lethe finds out whether it already knows the person.
 */
export async function reportOrders({ sql, lethe, signal }: System): Promise<void> {
  let last = '';
  for (;;) {
    const orders = await sql<Order[]>`
      select order_id as "orderId", email, what, ordered_on::text as "orderedOn" from orders
      where order_id > ${last} and paused_at is null order by order_id limit ${BATCH}`;
    if (orders.length === 0) return;
    last = orders.at(-1)!.orderId;
    const buyers = orders.map(({ orderId, email }) => ({ externalId: buyerOf(orderId), email }));
    const customers = await lethe.customers.upsert.mutate({ items: buyers }, { signal });
    const items = orders.map(({ orderId, what, orderedOn }) => ({
      externalId: orderId,
      customer: { externalId: buyerOf(orderId) },
      name: what,
      status: 'active' as const,
      startedOn: orderedOn,
    }));
    const { results } = await lethe.services.upsert.mutate({ items }, { signal });
    const closed = orders
      .filter((_, index) => isClosed(customers.results[index]!) || isClosed(results[index]!))
      .map(({ orderId }) => orderId);
    await sql`update orders set paused_at = now() where order_id = any(${closed}) and paused_at is null`;
  }
}

const buyerOf = (orderId: string): string => `buyer of ${orderId}`;

const isClosed = (result: object): boolean =>
  'kind' in result && (result.kind === 'erased_person' || result.kind === 'customer_closed');
