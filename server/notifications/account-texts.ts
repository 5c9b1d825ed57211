import type { Settings } from '../settings/schema.ts';

/** Who reads a letter about an account. A member of the team has owners to turn to, a customer has the operator. */
export type Reader = 'customer' | 'member';
/** What the settings say of the operator: one of these may be a way to reach them. */
export type Reach = Pick<Settings, 'operatorName' | 'operatorContact' | 'replyAddress'>;

export interface Invited {
  inviterName: string;
  /** As the end of a sentence: `an officer`. */
  role: string;
  /** The invited address. It goes to nobody else. */
  address: string;
}

/** What a letter about an account is about, beside its link. */
export interface AccountFacts {
  /** Has no e-mail address in it; if it opens something, it has a single-use token. */
  link: string;
  reach: Reach;
  reader?: Reader | undefined;
  /** Of the letter about a new device. */
  entry?: EntryFacts | undefined;
  /** What became of two-factor sign-in. */
  switched?: 'on' | 'off' | undefined;
  invited?: Invited | undefined;
}

/** A sign-in in words. The device is one of our own names, never what its browser sent. */
export interface EntryFacts {
  device: string;
  ipAddress: string;
  time: string;
}

/** `to us: privacy@…`, or `to the operator of https://…` where no setting says how to reach them. */
const toOperator = ({ operatorContact, replyAddress }: Reach, site: string): string => {
  const contact = operatorContact ?? replyAddress;
  return contact === null ? `to the operator of ${site}.` : `to us: ${contact}`;
};

const tellSomebody = ({ reach, reader }: AccountFacts, site: string): string =>
  reader === 'member' ? 'tell an owner of the team at once.' : `write at once ${toOperator(reach, site)}`;

/** After the new password: whoever switched it on has the only codes, so the reader cannot sign in. */
function afterNewPassword({ switched, reach, reader }: AccountFacts, site: string): string {
  if (switched === 'off')
    return 'Then sign in, and switch two-factor sign-in on again under Sign-in Details.';
  const locked = 'Signing in then asks for a code, and only whoever switched it on has the codes.';
  return reader === 'member'
    ? `${locked} Ask an owner of the team to reset your two-factor sign-in.`
    : `${locked} To have it reset, write ${toOperator(reach, site)}`;
}

/** The texts that placeholders of these letters stand for; a letter uses those that it offers. */
export function accountTexts(facts: AccountFacts): Record<string, string> {
  const { origin, host } = new URL(facts.link);
  return {
    onOrOff: facts.switched ?? '',
    afterNewPassword: facts.switched === undefined ? '' : afterNewPassword(facts, origin),
    tellSomebody: tellSomebody(facts, origin),
    operator: facts.reach.operatorName ?? host,
    ...facts.invited,
    ...facts.entry,
  };
}
