import * as v from 'valibot';
import * as addresses from '../../../server/accounts/address-queries.ts';
import * as own from '../../../server/accounts/admin-queries.ts';
import * as emails from '../../../server/accounts/email-change-queries.ts';
import * as queries from '../../../server/accounts/queries.ts';
import { OwnEmail } from '../../../server/accounts/schema.ts';
import * as sessions from '../../../server/accounts/sessions/queries.ts';
import * as twoFactor from '../../../server/accounts/two-factor-queries.ts';
import * as unconfirmed from '../../../server/accounts/unconfirmed-queries.ts';
import { findViewer } from '../../../server/http/session.ts';
import { Instant, Uuid } from '../../../server/values/schema.ts';
import { insertSignUp } from '../../support/people.ts';
import {
  admin,
  after,
  answers,
  app,
  bytes,
  type Calls,
  id,
  inTransaction,
  mightBe,
  no,
  nothing,
  some,
  sql,
  text,
  yes,
} from './sample.ts';

export const accounts: Calls = {
  'accounts/address-queries': {
    isClosedAddress: answers(() => addresses.isClosedAddress(sql, 'p1@crowd.example'), no),
    isBlockedAddress: answers(() => addresses.isBlockedAddress(sql, 'p1@crowd.example'), no),
    createUserForHandedIn: answers(() => addresses.createUserForHandedIn(sql, 'p1@crowd.example'), nothing),
    findResetLink: answers(
      () =>
        after(
          app`insert into lethe.verifications (identifier, value, expires_at)
          values ('a link', ${id}, now() + interval '1 hour')`,
          () => addresses.findResetLink(sql, 'a link'),
        ),
      v.strictObject({ email: text, closed: no }),
    ),
  },
  'accounts/queries': {
    recordSignIn: answers(
      () => inTransaction((tx) => queries.recordSignIn(tx, id, { ipAddress: null, userAgent: null })),
      nothing,
    ),
    findPasswordHash: answers(() => queries.findPasswordHash(sql, id), text),
    recordConfirmation: answers(
      () => queries.recordConfirmation(sql, { sessionId: id, passwordHash: 'x', twoFactor: false }),
      no,
    ),
    hasPassword: answers(() => queries.hasPassword(sql, id), yes),
    isAdmin: answers(() => queries.isAdmin(sql, admin), yes),
    deleteOlderLinks: answers(() => queries.deleteOlderLinks(sql, id), nothing),
    replaceEmailToken: answers(
      () => inTransaction((tx) => queries.replaceEmailToken(tx, id, bytes('mine'))),
      nothing,
    ),
    deleteUnconfirmedAccount: answers(
      () => inTransaction((tx) => queries.deleteUnconfirmedAccount(tx, id)),
      nothing,
    ),
    findUnconfirmedAccount: answers(
      () => queries.findUnconfirmedAccount(sql, bytes('mine')),
      v.strictObject({ customerId: Uuid, email: v.string(), passwordHash: v.string() }),
    ),
    consumeEmailToken: answers(async () => {
      const held = await queries.findUnconfirmedAccount(sql, bytes('mine'));
      return queries.consumeEmailToken(sql, bytes('mine'), held?.passwordHash ?? '');
    }, Uuid),
  },
  'accounts/email-change-queries': {
    replaceEmailChange: answers(
      () => inTransaction((tx) => emails.replaceEmailChange(tx, id, 'new@lethe.example', bytes('change'))),
      nothing,
    ),
    findEmailChange: answers(
      () => emails.findEmailChange(sql, bytes('change')),
      v.strictObject({ customerId: Uuid, passwordHash: v.string(), isAdmin: no }),
    ),
    findOwnEmail: answers(() => emails.findOwnEmail(sql, id), OwnEmail),
    consumeEmailChange: answers(async () => {
      const asked = await emails.findEmailChange(sql, bytes('change'));
      return inTransaction((tx) => emails.consumeEmailChange(tx, bytes('change'), asked?.passwordHash ?? ''));
    }, text),
    deleteEmailChange: answers(() => emails.deleteEmailChange(sql, id), nothing),
    lockAddress: answers(() => inTransaction((tx) => emails.lockAddress(tx, id, 'p1@crowd.example')), no),
    isAddressTaken: answers(() => inTransaction((tx) => emails.isAddressTaken(tx, 'p1@crowd.example')), yes),
    changeEmail: answers(() => inTransaction((tx) => emails.changeEmail(tx, id, 'newer@lethe.example')), yes),
    deleteSessionsAndLinks: answers(
      () => inTransaction((tx) => emails.deleteSessionsAndLinks(tx, id)),
      nothing,
    ),
  },
  'accounts/admin-queries': {
    lockAdminAccount: answers(
      () => inTransaction((tx) => own.lockAdminAccount(tx, admin)),
      v.strictObject({ email: text, name: v.nullable(text) }),
    ),
    changeAdminName: answers(() => own.changeAdminName(sql, admin, 'Ada Again'), nothing),
    deleteAdminEmailChange: answers(() => own.deleteAdminEmailChange(sql, admin), nothing),
    recordOwnAct: answers(() => own.recordOwnAct(sql, admin, 'own_password_changed'), nothing),
  },
  'accounts/two-factor-queries': {
    findTwoFactorSecret: answers(() => twoFactor.findTwoFactorSecret(sql, id), text),
    useTwoFactorStep: answers(
      async () =>
        twoFactor.useTwoFactorStep(sql, id, {
          secret: (await twoFactor.findTwoFactorSecret(sql, id)) ?? '',
          step: 1,
        }),
      yes,
    ),
    deleteOtherSessions: answers(() => twoFactor.deleteOtherSessions(sql, id, id), nothing),
    deleteSecondFactorOfCustomer: answers(
      () => inTransaction((tx) => twoFactor.deleteSecondFactorOfCustomer(tx, id, id)),
      v.optional(text),
    ),
  },
  'accounts/unconfirmed-queries': {
    confirmAddress: answers(() => unconfirmed.confirmAddress(sql, id, 'p1@crowd.example'), nothing),
    isMereSignUp: answers(async () => unconfirmed.isMereSignUp(sql, (await insertSignUp(app, 1)).id), yes),
    deleteUnconfirmedSignUps: answers(
      () => after(insertSignUp(app, 31), () => unconfirmed.deleteUnconfirmedSignUps(sql)),
      nothing,
    ),
  },
  'accounts/sessions/queries': {
    listOwnSessions: answers(
      () =>
        after(
          app`insert into lethe.sessions (customer_id, token, expires_at)
          values (${id}, 'another token', now() + interval '1 day')`,
          () => sessions.listOwnSessions(sql, id, id),
        ),
      some(
        v.strictObject({
          sessionId: Uuid,
          userAgent: mightBe,
          ipAddress: mightBe,
          signedInAt: Instant,
          lastSeenAt: Instant,
        }),
      ),
    ),
    wasUsedBefore: answers(() => sessions.wasUsedBefore(sql, id), yes),
    endOwnSession: answers(() => sessions.endOwnSession(sql, id, id), no),
    endOtherSessions: answers(() => sessions.endOtherSessions(sql, admin, id), v.literal(0)),
  },
  'http/session': {
    findViewer: answers(
      () =>
        after(
          app`insert into lethe.sessions (customer_id, token, expires_at, last_seen_at)
          values (${id}, 'a token', now() + interval '1 day', now() - interval '1 hour')`,
          () => findViewer(sql, 'a token'),
        ),
      v.strictObject({
        role: v.literal('customer'),
        customerId: Uuid,
        fullName: text,
        sessionId: Uuid,
        confirmedAt: Instant,
        twoFactor: v.boolean(),
        consented: v.boolean(),
        emailVerified: v.boolean(),
        settings: v.strictObject({
          enabled: v.boolean(),
          authorizationRequired: v.boolean(),
          timeZone: text,
        }),
      }),
    ),
  },
};
