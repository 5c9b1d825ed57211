/**
 * What the reader of a letter can do in Lethe. `account`: can sign in. `password`: has no password, and a link to set one reaches nobody else.
 * `shared`: has no password, and others may read the mailbox, so no link may open anything. `listed`: has no password, and the address is on
 * the blacklist. `blocked`: cannot sign in.
 */
export type Access = 'account' | 'password' | 'shared' | 'listed' | 'blocked';

/** The placeholders whose text depends on the reader's access. A letter asks the reader for nothing that they cannot do. */
export interface AccessTexts {
  link: string;
  howToFollow: string;
  ifNotAsked: string;
  ifNotCancelled: string;
  howToAskAgain: string;
  howToGoOn: string;
}

export function textsForAccess(access: Access, url: string): AccessTexts {
  const page = `${url}/account/personal-data`;
  const setPassword = `${url}/forgot-password`;
  if (access === 'account')
    return {
      link: page,
      howToFollow: `Until it is decided you can follow it, or cancel it, on your Personal Data page:\n${page}`,
      ifNotAsked:
        'If you did not make this request, sign in and cancel it, then set a new password: "Forgotten your password?" on the sign-in page sends you a link.',
      ifNotCancelled: notCancelled(setPassword),
      howToAskAgain: `You can make a new request at any time on your Personal Data page:\n${page}`,
      howToGoOn: `You can sign in, see, correct and download your data, and make a new request at any time:\n${page}`,
    };
  if (access === 'password')
    return {
      link: setPassword,
      howToFollow: `Until it is decided you can follow it, or cancel it, on your Personal Data page. To open that page, first set a password for this e-mail address:\n${setPassword}`,
      ifNotAsked: 'If you did not make this request, set a password there and cancel it.',
      ifNotCancelled: notCancelled(setPassword),
      howToAskAgain: `You can make a new request at any time on your Personal Data page. To open that page, first set a password for this e-mail address:\n${setPassword}`,
      howToGoOn: `To sign in, first set a password for this e-mail address; one from before the block no longer works:\n${setPassword}\n\nYou can then see, correct and download your data, and make a new request at any time.`,
    };
  return { link: url, ...textsForWriting(access, url) };
}

const notCancelled = (setPassword: string) =>
  `If you did not cancel it, set a new password now, which ends every other session. Then make the request again:\n${setPassword}`;

const WHY_NO_SIGN_IN = {
  blocked: 'Your data is blocked, so nobody can sign in to see this request.',
  listed: 'This e-mail address is on our blacklist, so no account can be opened with it.',
  shared: 'Several people may use this e-mail address, so this message gives no name and opens nothing.',
};

/** A reader who cannot sign in is asked to write to the operator. */
function textsForWriting(access: 'shared' | 'listed' | 'blocked', url: string): Omit<AccessTexts, 'link'> {
  const write = `write to the operator of ${url} and give the number of the request`;
  return {
    howToFollow: `${WHY_NO_SIGN_IN[access]} To ask about the request, or to take it back, ${write}.`,
    ifNotAsked: `If you did not make this request, ${write}.`,
    ifNotCancelled: `If you did not ask for that, ${write}.`,
    howToAskAgain: `You can make a new request at any time: ${write}.`,
    howToGoOn: `${WHY_NO_SIGN_IN[access]} You can ask us again what we hold about you, to correct it, or to remove it: ${write}.`,
  };
}

/** Asks the reader to write to the operator, where no page can help. */
export const writeToOperator = (url: string, requestNumber: number): string =>
  `write to the operator of ${url} and give the number of your request, ${requestNumber}`;
