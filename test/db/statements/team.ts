import * as v from 'valibot';
import * as queries from '../../../server/team/queries.ts';
import { Invitation, Member, Role } from '../../../server/team/schema.ts';
import { Uuid } from '../../../server/values/schema.ts';
import { insertAdmin } from '../../support/people.ts';
import {
  admin,
  after,
  answers,
  app,
  bytes,
  type Calls,
  inTransaction,
  no,
  some,
  sql,
  text,
  yes,
} from './sample.ts';

const invited = { email: 'invited@lethe.example', role: 'support' as const, tokenHash: bytes('invitation') };
const invite = () => inTransaction((tx) => queries.insertInvitation(tx, admin, invited));

export const team: Calls = {
  'team/queries': {
    listMembers: answers(() => queries.listMembers(sql), some(Member)),
    insertInvitation: answers(invite, Uuid),
    listInvitations: answers(() => queries.listInvitations(sql), some(Invitation)),
    findInvitedAddress: answers(() => queries.findInvitedAddress(sql, invited.tokenHash), text),
    consumeInvitation: answers(
      () => inTransaction((tx) => queries.consumeInvitation(tx, invited.tokenHash)),
      v.strictObject({ email: text, role: Role }),
    ),
    withdrawInvitation: answers(
      async () => queries.withdrawInvitation(sql, admin, (await invite()) ?? ''),
      yes,
    ),
    insertMember: answers(
      () =>
        inTransaction((tx) =>
          queries.insertMember(tx, {
            email: 'member@lethe.example',
            fullName: 'Mia Member',
            role: 'officer',
            passwordHash: 'x',
          }),
        ),
      Uuid,
    ),
    changeRole: answers(
      async () =>
        queries.changeRole(sql, admin, {
          adminId: await insertAdmin(app, 'second@lethe.example'),
          role: 'support',
        }),
      v.literal('changed'),
    ),
    deleteSecondFactor: answers(
      async () => {
        const member = await insertAdmin(app, 'fourth@lethe.example');
        return inTransaction((tx) => queries.deleteSecondFactor(tx, admin, member));
      },
      v.strictObject({ email: text, hadOne: no }),
    ),
    removeMember: answers(
      async () => queries.removeMember(sql, admin, await insertAdmin(app, 'third@lethe.example')),
      v.literal('changed'),
    ),
    createFirstAdmin: answers(
      () =>
        after(app`delete from lethe.admins where id <> ${admin}`, () =>
          queries.createFirstAdmin(sql, { email: 'first@lethe.example', passwordHash: 'x' }),
        ),
      yes,
    ),
  },
};
