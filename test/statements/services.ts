import * as v from 'valibot';
import * as addresses from '../../server/erasures/address-queries.ts';
import * as kept from '../../server/erasures/kept-queries.ts';
import * as erasures from '../../server/erasures/queries.ts';
import { Acknowledged, Erasure, OverdueServices, ToldService } from '../../server/erasures/schema.ts';
import { hex } from '../../server/hex.ts';
import * as erasedIds from '../../server/recipients/erased-id-queries.ts';
import * as naming from '../../server/recipients/naming-queries.ts';
import * as recipients from '../../server/recipients/queries.ts';
import * as keys from '../../server/service-keys/queries.ts';
import { Scope, ServiceKeyPage } from '../../server/service-keys/schema.ts';
import { Instant, Uuid } from '../../server/shapes.ts';
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
  recipientId,
  requestId,
  some,
  somebody,
  sql,
  yes,
} from './stage.ts';

/** What `carryOut` told a service: its answer is overdue. */
async function notice(): Promise<{ erasureId: string; recipient: string; request: string }> {
  const [row] = await app<[{ erasureId: string; recipient: string; request: string }]>`
    update lethe.erasure_notices set due_at = least(due_at, now()) where linked
    returning id as "erasureId", recipient_id as recipient, request_id as request`;
  return row;
}
const NumberedErasure = v.strictObject({ ...Erasure.entries, number: v.number() });
const ListedErasure = v.strictObject({ ...NumberedErasure.entries, isNews: v.boolean() });

export const services: Calls = {
  'erasures/queries': {
    listErasures: answers(async () => {
      const { recipient } = await notice();
      const unanswered = await erasures.listErasures(sql, recipient, { limit: 25 });
      return [...unanswered, ...(await erasures.listErasures(sql, recipient, { after: 0, limit: 25 }))];
    }, some(ListedErasure)),
    noteTold: answers(async () => erasures.noteTold(sql, [(await notice()).erasureId]), nothing),
    listOverdue: answers(
      async () => erasures.listOverdue(sql, (await notice()).recipient, 9_999, 25),
      some(NumberedErasure),
    ),
    acknowledgeErasure: answers(async () => {
      const { recipient, erasureId } = await notice();
      return inTransaction((tx) => erasures.acknowledgeErasure(tx, recipient, { erasureId, result: 'done' }));
    }, Acknowledged),
    takeTurnsToAnswer: answers(async () => {
      const { erasureId } = await notice();
      return inTransaction((tx) => erasures.takeTurnsToAnswer(tx, erasureId));
    }, nothing),
    findAcknowledgement: answers(async () => {
      const { recipient, erasureId } = await notice();
      return erasures.findAcknowledgement(sql, recipient, erasureId);
    }, Acknowledged),
    noteToldOtherwise: answers(
      async () => erasures.noteToldOtherwise(sql, admin, (await notice()).erasureId),
      no,
    ),
    findWaiting: answers(async () => erasures.findWaiting(sql, (await notice()).erasureId), v.boolean()),
    listToldServices: answers(
      async () => erasures.listToldServices(sql, (await notice()).request),
      some(ToldService),
    ),
    listServicesToTell: answers(
      () => erasures.listServicesToTell(sql, id),
      some(v.pick(ToldService, ['name', 'linked', 'handedIn'])),
    ),
    countOverdueServices: answers(() => erasures.countOverdueServices(sql), OverdueServices),
  },
  'erasures/kept-queries': {
    holdToTell: answers(async () => {
      const { erasureId } = await notice();
      return inTransaction((tx) => kept.holdToTell(tx, erasureId));
    }, nothing),
    findWhoIsToKnow: answers(
      async () => {
        const { customerId } = await somebody();
        const { recipient, erasureId } = await notice();
        await app`
          update lethe.erasure_notices set customer_id = ${customerId}, result = 'told_otherwise' where id = ${erasureId}`;
        const found = await inTransaction((tx) => kept.findWhoIsToKnow(tx, recipient, erasureId));
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
  'erasures/address-queries': {
    listErasedAddresses: answers(
      async () => {
        await app`
          with told as (insert into lethe.erasure_notices (recipient_id, request_id, linked, outcome, due_at)
            values (${recipientId}, ${requestId}, false, 'destroy', now()) returning request_id)
          insert into lethe.erased_addresses (request_id, hmac, address_hmac) select request_id, 'erased', 'erased' from told`;
        return addresses.listErasedAddresses(sql, [bytes('erased')]);
      },
      v.pipe(v.set(v.string()), v.size(1)),
    ),
    liftErasedAddresses: answers(() => addresses.liftErasedAddresses(sql, [bytes('erased')]), nothing),
  },
  'recipients/erased-id-queries': {
    listServicesWithErasedIds: answers(
      () => erasedIds.listServicesWithErasedIds(sql),
      some(v.strictObject({ recipientId: Uuid, name: v.string() })),
    ),
    findErasedId: answers(async () => {
      await app`insert into lethe.erased_external_ids (recipient_id, hmac, ends_at)
        values (${recipientId}, 'held', now() + interval '1 day')`;
      return erasedIds.findErasedId(sql, recipientId, bytes('held'));
    }, Instant),
    liftErasedId: answers(
      () =>
        erasedIds.liftErasedId(sql, admin, {
          recipientId,
          externalId: 'held',
          hmac: bytes('held'),
          because: 'came_back',
        }),
      yes,
    ),
  },
  'recipients/queries': {
    listErasedExternalIds: answers(
      () => recipients.listErasedExternalIds(sql, recipientId, [hex(bytes('erased'))]),
      v.set(v.string()),
    ),
    countRefusals: answers(
      () => inTransaction((tx) => recipients.countRefusals(tx, recipientId, { people: 1, values: 1 })),
      nothing,
    ),
    liftErasedIds: answers(
      () => inTransaction((tx) => recipients.liftErasedIds(tx, recipientId, [hex(bytes('erased'))])),
      nothing,
    ),
  },
  'recipients/naming-queries': {
    findNamedCustomers: answers(
      () => naming.findNamedCustomers(sql, recipientId, [{ customerId: id }, { email: 'p1@crowd.example' }]),
      v.pipe(v.array(v.strictObject({ customerId: v.nullable(Uuid), several: v.boolean() })), v.length(2)),
    ),
    isAmbiguous: answers(
      () => naming.isAmbiguous(sql, recipientId, { email: 'p1@crowd.example' }),
      v.boolean(),
    ),
    cutLink: answers(
      async () => naming.cutLink(sql, recipientId, { customerId: (await somebody()).customerId }),
      yes,
    ),
  },
  'service-keys/queries': {
    insertServiceKey: answers(
      () => keys.insertServiceKey(sql, admin, bytes('key'), { name: 'Shop', scopes: ['consents:read'] }),
      v.strictObject({ id: Uuid, name: v.literal('Shop') }),
    ),
    findServiceKey: answers(
      () => keys.findServiceKey(sql, bytes('key')),
      v.strictObject({ keyId: Uuid, recipientId: Uuid, scopes: some(Scope), revoked: no, expired: no }),
    ),
    listServiceKeys: answers(() => keys.listServiceKeys(sql, next), ServiceKeyPage),
    revokeServiceKey: answers(
      async () => {
        const [key] = await app<[{ id: string }]>`select id from lethe.service_keys limit 1`;
        return keys.revokeServiceKey(sql, admin, key.id);
      },
      v.strictObject({ id: Uuid }),
    ),
  },
};
