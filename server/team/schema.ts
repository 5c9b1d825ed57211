import * as v from 'valibot';
import { NewPassword, Token } from '../accounts/schema.ts';
import { PersonName } from '../customers/schema.ts';
import { Email, Instant, pageAt, pageInputAt, Uuid } from '../values/schema.ts';
import { ROLES } from './rules.ts';

export const Role = v.picklist(ROLES);

export const MemberRef = v.strictObject({ adminId: Uuid });
export const InvitationRef = v.strictObject({ invitationId: Uuid });

export const Member = v.strictObject({
  adminId: Uuid,
  fullName: v.string(),
  email: v.string(),
  role: Role,
  twoFactor: v.boolean(),
  /** Whether they sign in at the provider of single sign-on, which says which role they have. */
  singleSignOn: v.boolean(),
  joinedAt: Instant,
  /** When they last used the admin area, to within five minutes; null: not yet. */
  lastSeenAt: v.nullable(Instant),
});
export type Member = v.InferOutput<typeof Member>;
export const MemberListInput = v.strictObject({ ...pageInputAt(Uuid) });
export const MemberListPage = pageAt(Member, Uuid);

/** What a member made and what goes on without them. */
export const MadeByMember = v.strictObject({ keys: v.number(), webhooks: v.number() });

export const Deciders = v.strictObject({ count: v.number() });

export const Invitation = v.strictObject({
  invitationId: Uuid,
  email: v.string(),
  role: Role,
  createdAt: Instant,
  /** The link does not work any more from then on. */
  expiresAt: Instant,
});
export type Invitation = v.InferOutput<typeof Invitation>;
export const InvitationListInput = v.strictObject({ ...pageInputAt(Uuid) });
export const InvitationListPage = pageAt(Invitation, Uuid);

export const InviteInput = v.strictObject({ email: Email, role: Role });
export const ChangeRoleInput = v.strictObject({ adminId: Uuid, role: Role });

/** A mailed link. */
export const InvitationToken = v.strictObject({ token: Token });
/** What an invitation says to whoever holds its link. */
export const Invited = v.strictObject({ email: v.string(), role: Role, inviterName: v.string() });
export type Invited = v.InferOutput<typeof Invited>;
/** The mailed link and what the new admin chooses: a name and a password. */
export const AcceptInvitation = v.strictObject({ token: Token, fullName: PersonName, password: NewPassword });
export const Joined = v.strictObject({ joined: v.literal(true) });
