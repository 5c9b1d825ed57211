import type { Patch } from '../patch.ts';

const LADDER = { file: 'server/http/ladder.ts', tests: ['test/http/authority.test.ts'] };
const TEAM = { file: 'server/team/queries.ts', tests: ['test/team/team.test.ts'] };

/** Who may do what: the ladder of procedures and the team. */
export const rightsPatches: Patch[] = [
  {
    guard: 'owners learn when second approval goes',
    file: 'server/requests/change-settings.ts',
    tests: ['test/requests/alert.test.ts'],
    from: 'const weakened = weakenedBy(before, after);',
    to: 'const weakened: string[] = [];',
    says: 'takes second approval away',
  },
  {
    ...LADDER,
    guard: 'the admin area is for admins',
    from: `if (signedIn.role !== 'admin') throw new AppError('admin_required');`,
    to: '',
    says: 'admin_required',
  },
  {
    ...LADDER,
    guard: 'an address is confirmed first',
    from: `if (!signedIn.emailVerified) throw new AppError('email_unverified');`,
    to: '',
    says: 'email_unverified',
  },
  {
    ...LADDER,
    guard: 'nothing is promised while management is off',
    from: `if (!settings.enabled) throw new AppError('personal_data_management_off');`,
    to: '',
    says: 'personal_data_management_off',
  },
  {
    guard: 'a procedure is for the right it names',
    file: 'server/trpc.ts',
    from: `if (!can(right)) throw new AppError('right_missing');`,
    to: '',
    tests: ['test/http/authority.test.ts'],
    says: 'right_missing',
  },
  {
    guard: 'consent comes first where it is required',
    file: 'server/trpc.ts',
    from: `if (owesConsent(ctx.viewer)) throw new AppError('consent_required');`,
    to: '',
    tests: ['test/http/authority.test.ts'],
    says: 'consent_required',
  },
  {
    guard: 'a second factor comes before a decision',
    file: 'server/trpc.ts',
    from: 'if (ctx.secondFactorRequired && !viewer.twoFactor && !viewer.singleSignOn)',
    to: 'if (false)',
    tests: ['test/team/second-factor.test.ts'],
    says: 'second factor',
  },
  {
    guard: 'a destroy asks for the password of the last ten minutes',
    file: 'server/requests/admin.ts',
    from: `if (input.outcome === 'destroy') ctx.requireConfirmation(STRICT_CONFIRMATION_MINUTES);\n      return decide(`,
    to: 'return decide(',
    tests: ['test/accounts/confirm-password.test.ts'],
    says: 'before a destroy',
  },
  {
    guard: 'an auditor searches no name',
    file: 'server/requests/admin.ts',
    from: `if (input.search && !ctx.can('requests')) throw new AppError('right_missing', { field: 'search' });`,
    to: '',
    tests: ['test/team/rights.test.ts'],
    says: 'an auditor',
  },
  {
    guard: 'an auditor sees no name',
    file: 'server/requests/admin.ts',
    from: `ctx.can('requests') ? items : items.map(withoutCustomer)`,
    to: 'items',
    tests: ['test/team/rights.test.ts'],
    says: 'an auditor',
  },
  {
    ...TEAM,
    guard: 'the last owner stays',
    from: 'where u.id = known.id and not coalesce(last.held, false) returning',
    to: 'where u.id = known.id returning',
    says: 'the last owner',
  },
  {
    ...TEAM,
    guard: 'a new role ends the sessions of the old one',
    from: 'ended as (delete from lethe.sessions where customer_id in (select id from changed)),',
    to: '',
    says: 'whose role changes',
  },
  {
    ...TEAM,
    guard: 'an invitation goes to nobody who has an account',
    from: 'where not exists (select from lethe.users where email = ${email})',
    to: 'where true',
    says: 'goes to nobody who has an account already',
  },
  {
    guard: 'nobody resets their own second factor',
    file: 'server/team/reset-second-factor.ts',
    from: `if (adminId === actor) throw new AppError('own_second_factor');`,
    to: '',
    tests: ['test/team/second-factor.test.ts'],
    says: 'one’s own',
  },
];
