import type { Patch } from '../patch.ts';

const PROOFS = ['test/team/sign-on-proofs.test.ts'];
const DOWN = ['test/team/provider-down.test.ts'];
const MEMBERS = ['test/team/single-sign-on.test.ts'];
const HTTP = { file: 'server/team/single-sign-on/http.ts' };
const PROVIDER = { file: 'server/team/single-sign-on/provider.ts' };
const CLAIMS = { file: 'server/team/single-sign-on/claims.ts', tests: PROOFS };

/** Admins who sign in at the company's own provider. */
export const signOnPatches: Patch[] = [
  {
    ...HTTP,
    guard: 'a stranger over the limit makes us ask no provider',
    from: 'const headers = await headersOf(deps, c);\n      return await complete(deps, await signOn(), headers, c);',
    to: 'return await complete(deps, await signOn(), await headersOf(deps, c), c);',
    tests: DOWN,
    says: 'a stranger over the limit',
  },
  {
    ...HTTP,
    guard: 'a proof of a moment ago is asked for at the provider',
    from: `{ max_age: '0', prompt: 'login' }`,
    to: `{ max_age: '0' }`,
    tests: PROOFS,
    says: 'though the browser is signed in there',
  },
  {
    ...PROVIDER,
    guard: 'a provider has ten seconds',
    from: `redirect: 'error', signal }`,
    to: `redirect: 'error' }`,
    tests: DOWN,
    says: 'given up after ten seconds',
  },
  {
    ...PROVIDER,
    guard: 'a provider sends nobody elsewhere',
    from: `redirect: 'error'`,
    to: `redirect: 'follow'`,
    tests: DOWN,
    says: 'sends somewhere else',
  },
  {
    ...PROVIDER,
    guard: 'a provider is asked at listed hosts',
    from: 'if (!hosts.includes(hostOf(url)))',
    to: 'if (false)',
    tests: DOWN,
    says: 'a host that is not permitted',
  },
  {
    ...PROVIDER,
    guard: 'an address and its verification are from one answer',
    from: ', email_verified: isVerifiedBy(claims, answer) }',
    to: ' }',
    tests: PROOFS,
    says: 'what the provider says elsewhere',
  },
  {
    ...CLAIMS,
    guard: 'an address at the provider is verified',
    from: 'if (!isVerified || !email.success)',
    to: 'if (!email.success)',
    tests: MEMBERS,
    says: 'not verified',
  },
  {
    ...CLAIMS,
    guard: 'an ID token is for us',
    from: 'if (!isForUs)',
    to: 'if (false)',
    says: 'for two, made for',
  },
  {
    ...CLAIMS,
    guard: 'a sign-in at the provider gets old',
    from: 'age <= MAX_AGE + TOLERANCE',
    to: 'age < Infinity',
    says: 'a sign-in of yesterday',
  },
  {
    guard: 'nobody takes an address over at the first sign-on',
    file: 'server/team/queries.ts',
    from: 'on conflict (email) do nothing returning id`',
    to: 'on conflict (email) do update set email_verified = true returning id`',
    tests: MEMBERS,
    says: 'is not taken over',
  },
  {
    guard: 'a link mailed during the first sign-on sets no password',
    file: 'server/accounts/address-queries.ts',
    from: `\n        and not exists (select from lethe.accounts p where p.customer_id = a.id and p.provider_id <> 'credential')`,
    to: '',
    tests: MEMBERS,
    says: 'a link that was asked for while they joined',
  },
  {
    guard: 'whom an owner removed does not come back by the provider',
    file: 'server/team/single-sign-on/queries.ts',
    from: 'return !row.barred || row.lifted;',
    to: 'return true;',
    tests: MEMBERS,
    says: 'stays out though the provider',
  },
  {
    guard: 'a sign-on locks the owners first',
    file: 'server/team/queries.ts',
    from: 'await ownersFragment(tx);',
    to: '',
    tests: MEMBERS,
    says: 'wait for each other in turn',
  },
];
