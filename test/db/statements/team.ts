import * as v from 'valibot';
import * as queries from '../../../server/team/queries.ts';
import { Invitation, Invited, Member, Role } from '../../../server/team/schema.ts';
import * as signOn from '../../../server/team/single-sign-on/queries.ts';
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
  nothing,
  some,
  sql,
  text,
  yes,
} from './sample.ts';

const invited = { email: 'invited@lethe.example', role: 'support' as const, tokenHash: bytes('invitation') };
const invite = () => inTransaction((tx) => queries.insertInvitation(tx, admin, invited));

const subject = 'https://login.example account-1';
const atProvider = { email: 'provided@lethe.example', fullName: 'Olga Officer', role: 'officer' as const };

export const team: Calls = {
  'team/queries': {
    listMembers: answers(() => queries.listMembers(sql), some(Member)),
    countDeciders: answers(() => queries.countDeciders(sql), v.number()),
    insertInvitation: answers(invite, v.strictObject({ invitationId: Uuid, inviterName: text })),
    listInvitations: answers(() => queries.listInvitations(sql), some(Invitation)),
    findInvited: answers(() => queries.findInvited(sql, invited.tokenHash), Invited),
    consumeInvitation: answers(
      () => inTransaction((tx) => queries.consumeInvitation(tx, invited.tokenHash)),
      v.strictObject({ email: text, role: Role }),
    ),
    withdrawInvitation: answers(
      async () => queries.withdrawInvitation(sql, admin, (await invite())?.invitationId ?? ''),
      yes,
    ),
    insertMember: answers(
      () =>
        inTransaction((tx) =>
          queries.insertMember(tx, {
            email: 'member@lethe.example',
            fullName: 'Mia Member',
            role: 'officer',
            account: { passwordHash: 'x' },
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
    lockOwners: answers(() => inTransaction((tx) => queries.lockOwners(tx)), nothing),
    isAtProvider: answers(() => queries.isAtProvider(sql, admin), no),
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
  'team/single-sign-on/queries': {
    insertMemberAtProvider: answers(
      () => inTransaction((tx) => signOn.insertMemberAtProvider(tx, { ...atProvider, subject })),
      Uuid,
    ),
    findMemberBySubject: answers(
      () =>
        inTransaction(async (tx) => {
          await signOn.insertMemberAtProvider(tx, { ...atProvider, subject });
          return signOn.findMemberBySubject(tx, subject);
        }),
      v.strictObject({ adminId: Uuid, role: Role }),
    ),
    consumeBar: answers(() => inTransaction((tx) => signOn.consumeBar(tx, subject, atProvider.email)), yes),
    updateMember: answers(
      () =>
        inTransaction((tx) =>
          signOn.updateMember(tx, admin, { email: 'ada@lethe.example', fullName: 'Ada' }),
        ),
      yes,
    ),
    deleteSessionsOf: answers(() => inTransaction((tx) => signOn.deleteSessionsOf(tx, admin)), nothing),
  },
};
