import { ROLES, type Role } from '../../../server/team/rules.ts';
import { t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { createPaged } from '../../ui/paged.ts';

export type Member = Outputs['admin']['team']['list']['items'][number];
export type Invitation = Outputs['admin']['team']['invitations']['items'][number];

export const membersKey = ['admin', 'team', 'members'];
export const invitationsKey = ['admin', 'team', 'invitations'];

export const createMembers = () =>
  createPaged<Member, string>(
    () => membersKey,
    (cursor) => trpc.admin.team.list.query({ cursor }),
  );

/** Every member, for a choice among them: nobody turns pages inside one. */
async function loadEveryMember(): Promise<Member[]> {
  const members: Member[] = [];
  let cursor: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ends
    const page = await trpc.admin.team.list.query({ cursor, limit: 100 });
    members.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return members;
}
export const everyMemberQuery = { queryKey: [...membersKey, 'all'], queryFn: loadEveryMember };

export const createInvitations = () =>
  createPaged<Invitation, string>(
    () => invitationsKey,
    (cursor) => trpc.admin.team.invitations.query({ cursor }),
  );

/** A member by name, or by address if they have given no name. */
export const nameOf = ({ fullName, email }: Member): string => fullName || email;

/** The roles, each with what it may do. */
export const roleOptions = ROLES.map((value: Role) => ({
  value,
  label: t(`admin.team.roles.${value}`),
  text: t(`admin.team.does.${value}`),
}));
