/**
 * What the reader of a letter can do here. `account`: signs in. `password`: has no password, and a link to set one reaches them alone.
 * `shared`: no password, and others may read the mailbox, so that no link may open anything. `blocked`: cannot sign in.
 */
export type Access = 'account' | 'password' | 'shared' | 'blocked';

/** The placeholders whose words depend on what the reader can do; a letter asks for nothing else. */
export interface Ways {
  link: string;
  howToFollow: string;
  ifNotAsked: string;
  ifNotCancelled: string;
  howToAskAgain: string;
}

export function waysOf(access: Access, url: string): Ways {
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
    };
  if (access === 'password')
    return {
      link: setPassword,
      howToFollow: `Until it is decided you can follow it, or cancel it, on your Personal Data page. To open that page, first set a password for this e-mail address:\n${setPassword}`,
      ifNotAsked: 'If you did not make this request, set a password there and cancel it.',
      ifNotCancelled: notCancelled(setPassword),
      howToAskAgain: `You can make a new request at any time on your Personal Data page. To open that page, first set a password for this e-mail address:\n${setPassword}`,
    };
  return { link: url, ...byWriting(access, url) };
}

const notCancelled = (setPassword: string) =>
  `If you did not cancel it, set a new password now, which ends every other session. Then make the request again:\n${setPassword}`;

/** Whoever cannot sign in writes to the people behind the address. */
function byWriting(access: 'shared' | 'blocked', url: string): Omit<Ways, 'link'> {
  const write = `write to the operator of ${url} and give the number of the request`;
  const because =
    access === 'blocked'
      ? 'Your data is blocked, so nobody can sign in to see this request.'
      : 'Several people may use this e-mail address, so this message gives no name and opens nothing.';
  return {
    howToFollow: `${because} To ask about the request, or to take it back, ${write}.`,
    ifNotAsked: `If you did not make this request, ${write}.`,
    ifNotCancelled: `If you did not ask for that, ${write}.`,
    howToAskAgain: `You can make a new request at any time: ${write}.`,
  };
}

/** Where a letter has nobody to send the reader to but the operator. */
export const writeAbout = (url: string, requestNumber: number): string =>
  `write to the operator of ${url} and give the number of your request, ${requestNumber}`;
