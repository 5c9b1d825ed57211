import type { Patch } from '../patch.ts';

const ASSIGNED = {
  file: 'server/requests/assignment-queries.ts',
  tests: ['test/requests/assignment.test.ts'],
};
const RESET = ['test/accounts/reset-second-factor.test.ts'];
const RESET_SQL = { file: 'server/accounts/two-factor-queries.ts', tests: RESET };
const ALERT = ['test/requests/alert.test.ts'];
const SESSIONS = ['test/accounts/sessions.test.ts'];

/** What a team relies on: whom an owner removed stays out, and everybody learns of what concerns them. */
export const teamPatches: Patch[] = [
  {
    guard: 'an invitation ends with the rights of whoever sent it',
    file: 'server/team/queries.ts',
    from: " and exists (\n    select from lethe.admins where id = invited_by and role = any(${rolesWith('team')}::text[])))",
    to: ')',
    tests: ['test/team/team.test.ts'],
    says: 'of an owner who is',
  },
  {
    guard: 'the link of an invitation that is over says nothing',
    file: 'server/team/queries.ts',
    from: 'from lethe.invitations where token_hash = ${tokenHash} and ${isOpenInvitation(sql)}`',
    to: 'from lethe.invitations where token_hash = ${tokenHash}`',
    tests: ['test/team/team.test.ts'],
    says: 'says nothing once it is used',
  },
  {
    guard: 'a proposal goes with its proposer, also while it waits',
    file: 'server/requests/decide.ts',
    from: 'if (call.proposalId !== null && !(await isProposerStillIn(tx, requestId)))',
    to: 'if (false)',
    tests: ['test/requests/approval-races.test.ts'],
    says: 'an approval that waits while its proposer is',
  },
  {
    ...ASSIGNED,
    guard: 'a request is assigned to whoever may decide',
    from: "where id = ${adminId}::uuid and role = any(${rolesWith('decide')}::text[]) for key share",
    to: 'where id = ${adminId}::uuid for key share',
    says: 'only a member who may decide',
  },
  {
    ...ASSIGNED,
    guard: 'who may no longer decide looks after nothing',
    from: ' and a.role = any(${rolesWith(\'decide\')}::text[])) as "assignedTo"',
    to: ') as "assignedTo"',
    says: 'loses it with the right',
  },
  {
    ...ASSIGNED,
    guard: 'a decided request is assigned to nobody',
    from: ` and status = 'pending' and (`,
    to: ' and (',
    says: 'not assigned any more once decided',
  },
  {
    ...ASSIGNED,
    guard: 'an assignment is audited',
    from: 'audited as (${audited} from assigned)',
    to: 'audited as (select)',
    says: 'the audit has each',
  },
  {
    guard: 'a request is assigned by whoever may decide',
    file: 'server/requests/admin.ts',
    from: `assign: adminProcedure('decide')`,
    to: `assign: adminProcedure('requests')`,
    tests: ['test/http/authority.test.ts'],
    says: 'admin.requests.assign',
  },
  {
    guard: 'a member who leaves gives their requests back',
    file: 'db/migrations/0019_assigned_requests.sql',
    from: ' on delete set null',
    to: '',
    tests: ASSIGNED.tests,
    says: 'gives their requests back',
  },
  {
    guard: 'a second factor of a client is reset by whoever may decide',
    file: 'server/customers/admin.ts',
    from: `resetSecondFactor: adminProcedure('decide')`,
    to: `resetSecondFactor: adminProcedure('requests')`,
    tests: RESET,
    says: 'the right to decide',
  },
  {
    guard: 'a second factor of a client is reset after the password',
    file: 'server/customers/admin.ts',
    from: '// It makes an account weaker, as a change of address does.\n      ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);',
    to: '',
    tests: RESET,
    says: 'the password of the last ten minutes',
  },
  {
    guard: 'a client learns that the second factor was reset',
    file: 'server/accounts/reset-second-factor.ts',
    from: `await enqueueLetter(tx, { customerId, requestId: null, template: 'second_factor_reset', to, ...letter });`,
    to: 'void [enqueueLetter, letter];',
    tests: RESET,
    says: 'the customer is told',
  },
  {
    ...RESET_SQL,
    guard: 'the reset of a second factor is audited',
    from: 'audited as (${audited} from resetting)',
    to: 'audited as (select)',
    says: 'it is recorded',
  },
  {
    ...RESET_SQL,
    guard: 'the reset of a second factor ends every session',
    from: 'ended as (delete from lethe.sessions where customer_id in (select id from resetting)),\n    audited',
    to: 'audited',
    says: 'sessions end',
  },
  {
    guard: 'owners learn when half of second approval goes',
    file: 'server/settings/weakened.ts',
    from: 'STRENGTH.indexOf(after.secondApproval) < STRENGTH.indexOf(before.secondApproval)',
    to: `after.secondApproval === 'off' && before.secondApproval !== 'off'`,
    tests: ALERT,
    says: 'half of it',
  },
  {
    guard: 'owners learn when the limit of decisions rises',
    file: 'server/settings/weakened.ts',
    from: 'if (after.decisionsPerHourAlert > before.decisionsPerHourAlert)',
    to: 'if (false)',
    tests: ALERT,
    says: 'the limit of decisions',
  },
  {
    guard: 'a session that nobody uses ends',
    file: 'server/accounts/sessions/queries.ts',
    from: 'and session.last_seen_at > now() - case when a.id is null',
    to: 'and session.last_seen_at > now() - 9 * case when a.id is null',
    tests: SESSIONS,
    says: 'nobody has used it for too long',
  },
  {
    guard: 'a session is not prolonged',
    file: 'server/accounts/tables.ts',
    from: 'disableSessionRefresh: true',
    to: 'disableSessionRefresh: false',
    tests: SESSIONS,
    says: 'no action prolongs it',
  },
];
