import * as v from 'valibot';
import { hex } from '../../../db/hex.ts';
import * as addresses from '../../../server/systems/erasures/address-queries.ts';
import * as kept from '../../../server/systems/erasures/kept-queries.ts';
import * as erasures from '../../../server/systems/erasures/queries.ts';
import {
  Acknowledged,
  Erasure,
  NotifiedSystem,
  OverdueCounts,
} from '../../../server/systems/erasures/schema.ts';
import * as erasedIds from '../../../server/systems/external-ids/erased-id-queries.ts';
import * as naming from '../../../server/systems/external-ids/naming-queries.ts';
import * as externalIds from '../../../server/systems/external-ids/queries.ts';
import * as keys from '../../../server/systems/keys/queries.ts';
import { Scope, SystemKeyPage } from '../../../server/systems/keys/schema.ts';
import { Instant, Uuid } from '../../../server/values/schema.ts';
import {
  admin,
  answers,
  app,
  bytes,
  type Calls,
  id,
  inTransaction,
  next,
  no,
  nothing,
  requestId,
  some,
  somebody,
  sql,
  systemId,
  yes,
} from './sample.ts';

/** What `carryOutErasures` told a system: its answer is overdue. */
async function notice(): Promise<{ erasureId: string; system: string; request: string }> {
  const [row] = await app<[{ erasureId: string; system: string; request: string }]>`
    update lethe.erasure_notices set due_at = least(due_at, now()) where linked
    returning id as "erasureId", system_id as system, request_id as request`;
  return row;
}
const NumberedErasure = v.strictObject({ ...Erasure.entries, number: v.number() });
const ListedErasure = v.strictObject({ ...NumberedErasure.entries, isNews: v.boolean() });

export const systems: Calls = {
  'systems/erasures/queries': {
    listErasures: answers(async () => {
      const { system } = await notice();
      const unanswered = await erasures.listErasures(sql, system, { limit: 25 });
      return [...unanswered, ...(await erasures.listErasures(sql, system, { after: 0, limit: 25 }))];
    }, some(ListedErasure)),
    recordNotified: answers(async () => erasures.recordNotified(sql, [(await notice()).erasureId]), nothing),
    listOverdueErasures: answers(
      async () => erasures.listOverdueErasures(sql, (await notice()).system, 9_999, 25),
      some(NumberedErasure),
    ),
    acknowledgeErasure: answers(async () => {
      const { system, erasureId } = await notice();
      return inTransaction((tx) =>
        erasures.acknowledgeErasure(tx, { systemId: system, systemKeyId: id }, { erasureId, result: 'done' }),
      );
    }, Acknowledged),
    lockRequestOfErasure: answers(async () => {
      const { erasureId } = await notice();
      return inTransaction((tx) => erasures.lockRequestOfErasure(tx, erasureId));
    }, nothing),
    findAcknowledgement: answers(async () => {
      const { system, erasureId } = await notice();
      return erasures.findAcknowledgement(sql, system, erasureId);
    }, Acknowledged),
    markNotified: answers(async () => erasures.markNotified(sql, admin, (await notice()).erasureId), no),
    isErasureUnanswered: answers(
      async () => erasures.isErasureUnanswered(sql, (await notice()).erasureId),
      v.boolean(),
    ),
    listNotifiedSystems: answers(
      async () => erasures.listNotifiedSystems(sql, (await notice()).request),
      some(NotifiedSystem),
    ),
    listSystemsToNotify: answers(
      () => erasures.listSystemsToNotify(sql, id),
      some(v.pick(NotifiedSystem, ['name', 'linked', 'handedIn'])),
    ),
    countOverdueSystems: answers(() => erasures.countOverdueSystems(sql), OverdueCounts),
  },
  'systems/erasures/kept-queries': {
    lockCustomerAndLiftGuard: answers(async () => {
      const { erasureId } = await notice();
      return inTransaction((tx) => kept.lockCustomerAndLiftGuard(tx, erasureId));
    }, nothing),
    lockNoticeAndFindAddressee: answers(
      async () => {
        const { customerId } = await somebody();
        const { system, erasureId } = await notice();
        await app`
          update lethe.erasure_notices set customer_id = ${customerId}, result = 'marked_notified' where id = ${erasureId}`;
        const found = await inTransaction((tx) => kept.lockNoticeAndFindAddressee(tx, system, erasureId));
        await app`update lethe.erasure_notices set result = null, acknowledged_at = null where id = ${erasureId}`;
        return found;
      },
      v.strictObject({
        customerId: Uuid,
        requestId: Uuid,
        email: v.string(),
        fullName: v.nullable(v.string()),
        access: v.picklist(['account', 'password', 'shared', 'blocked']),
        requestNumber: v.number(),
        requestType: v.picklist(['removal', 'anonymization']),
        answerBy: v.string(),
        system: v.string(),
      }),
    ),
  },
  'systems/erasures/address-queries': {
    listErasedAddresses: answers(
      async () => {
        await app`
          with told as (insert into lethe.erasure_notices (system_id, request_id, linked, outcome, due_at)
            values (${systemId}, ${requestId}, false, 'destroy', now()) returning request_id)
          insert into lethe.erased_addresses (request_id, hmac, address_hmac) select request_id, 'erased', 'erased' from told`;
        return addresses.listErasedAddresses(sql, [bytes('erased')]);
      },
      v.pipe(v.set(v.string()), v.size(1)),
    ),
    liftErasedAddresses: answers(() => addresses.liftErasedAddresses(sql, [bytes('erased')]), nothing),
  },
  'systems/external-ids/erased-id-queries': {
    listSystemsWithErasedIds: answers(
      () => erasedIds.listSystemsWithErasedIds(sql),
      some(v.strictObject({ systemId: Uuid, name: v.string() })),
    ),
    findErasedId: answers(async () => {
      await app`insert into lethe.erased_external_ids (system_id, hmac, ends_at)
        values (${systemId}, 'held', now() + interval '1 day')`;
      return erasedIds.findErasedId(sql, systemId, bytes('held'));
    }, Instant),
    liftErasedId: answers(
      () =>
        erasedIds.liftErasedId(sql, admin, {
          systemId,
          externalId: 'held',
          hmac: bytes('held'),
          because: 'came_back',
        }),
      yes,
    ),
  },
  'systems/external-ids/queries': {
    listErasedExternalIds: answers(
      () => externalIds.listErasedExternalIds(sql, systemId, [hex(bytes('erased'))]),
      v.set(v.string()),
    ),
    countRefusals: answers(
      () => inTransaction((tx) => externalIds.countRefusals(tx, systemId, { people: 1, values: 1 })),
      nothing,
    ),
    liftErasedIds: answers(
      () => inTransaction((tx) => externalIds.liftErasedIds(tx, systemId, [hex(bytes('erased'))])),
      nothing,
    ),
  },
  'systems/external-ids/naming-queries': {
    findNamedCustomers: answers(
      () => naming.findNamedCustomers(sql, systemId, [{ customerId: id }, { email: 'p1@crowd.example' }]),
      v.pipe(v.array(v.strictObject({ customerId: v.nullable(Uuid), several: v.boolean() })), v.length(2)),
    ),
    isAmbiguous: answers(() => naming.isAmbiguous(sql, systemId, { email: 'p1@crowd.example' }), v.boolean()),
    deleteLink: answers(
      async () => naming.deleteLink(sql, systemId, { customerId: (await somebody()).customerId }),
      yes,
    ),
  },
  'systems/keys/queries': {
    insertSystemKey: answers(
      () => keys.insertSystemKey(sql, admin, bytes('key'), { name: 'Shop', scopes: ['consents:read'] }),
      v.strictObject({ id: Uuid, name: v.literal('Shop') }),
    ),
    findSystemKey: answers(
      () => keys.findSystemKey(sql, bytes('key')),
      v.strictObject({ keyId: Uuid, systemId: Uuid, scopes: some(Scope), revoked: no, expired: no }),
    ),
    countKeysMadeBy: answers(() => keys.countKeysMadeBy(sql, admin), v.number()),
    listSystemKeys: answers(() => keys.listSystemKeys(sql, next), SystemKeyPage),
    revokeSystemKey: answers(
      async () => {
        const [key] = await app<[{ id: string }]>`select id from lethe.system_keys limit 1`;
        return keys.revokeSystemKey(sql, admin, key.id);
      },
      v.strictObject({ id: Uuid }),
    ),
  },
};
