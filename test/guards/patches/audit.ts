import type { Patch } from '../patch.ts';

const EVERY_ACT = ['test/audit/every-act.test.ts'];
const TEAM = { file: 'server/team/queries.ts', tests: EVERY_ACT };
const BLACKLIST = { file: 'server/blacklist/claim-queries.ts', tests: EVERY_ACT };

/** An act without its entry. */
export const auditPatches: Patch[] = [
  {
    guard: 'a decision is audited',
    file: 'server/personal-data/decision.ts',
    from: "values (p_actor, 'request_decided', p_request, jsonb_build_object(",
    to: "select p_actor, 'request_decided', p_request, v_done where false and v_done = (jsonb_build_object(",
    tests: EVERY_ACT,
    says: 'request_decided',
  },
  {
    ...BLACKLIST,
    guard: 'an entry of the blacklist is audited',
    from: "await recordAudit(tx, { actor: adminId, action: 'blacklist_added', details: { kind, reason } });",
    to: '',
    says: 'blacklist_added',
  },
  {
    ...TEAM,
    guard: 'an invitation is audited',
    from: '), audited as (${audited} from invited)',
    to: '), audited as (${audited} from invited where false)',
    says: 'member_invited',
  },
  {
    ...TEAM,
    guard: 'a role that changes is audited',
    from: 'audited as (${audited} from changed)',
    to: 'audited as (${audited} from changed where false)',
    says: 'member_role_changed',
  },
  {
    guard: 'who joins the team is audited',
    file: 'server/team/accept.ts',
    from: "await recordAudit(tx, { actor: adminId, action: 'member_joined', details: { role: invited!.role } });",
    to: '',
    tests: EVERY_ACT,
    says: 'member_joined',
  },
  {
    guard: 'a letter that is reset is audited',
    file: 'server/notifications/queries.ts',
    from: '${audited} from removed`',
    to: '${audited} from removed where false`',
    tests: EVERY_ACT,
    says: 'template_reset',
  },
];
