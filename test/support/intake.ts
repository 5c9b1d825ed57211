import type { PersonalKind } from '../../server/blacklist/schema.ts';
import type { CustomerResults } from '../../server/systems/intake/schema.ts';
import type { Client } from './client.ts';
import { lookAndDecide } from './decisions.ts';
import type { System } from './systems.ts';

let next = 1;
/** A row about nobody else. */
export function person(facts: Record<string, unknown> = {}) {
  const n = next++;
  return { externalId: `B-${n}`, email: `nora-${n}@lethe.example`, fullName: `Nora Nobody ${n}`, ...facts };
}

export const address = {
  line1: 'Lane 1',
  line2: null,
  city: 'Oslo',
  region: null,
  postalCode: '0150',
  country: 'NO',
};

export const upsertWith = async (system: System, items: unknown[], options: object = {}) =>
  (await system.call<CustomerResults>('system.customers.upsert', { items, ...options })).results;

/** The customer a row made or changed; fails where it was refused. */
export async function customerOf(system: System, row: unknown): Promise<string> {
  const [answer] = await upsertWith(system, [row]);
  if (answer === undefined || !('customerId' in answer))
    throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer.customerId;
}

/** A request for the customer, entered and decided by an admin. */
export async function decided(
  admin: Client,
  customerId: string,
  outcome: 'block' | 'star' | 'destroy',
  blacklist: boolean | PersonalKind[] = false,
): Promise<void> {
  const { requestId } = await admin.call<{ requestId: string }>('admin.requests.create', {
    customerId,
    type: 'removal',
  });
  await lookAndDecide(admin, {
    requestId,
    outcome,
    blacklist,
    notify: false,
    reason: 'A law asks us to.',
  });
}
