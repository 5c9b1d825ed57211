import { adminProcedure, router } from '../trpc.ts';
import { addClaimByHand, removeClaims } from './claim-queries.ts';
import type { BlacklistKey } from './hmac.ts';
import { findBlacklistEntries, findEntriesByIdentifiers } from './queries.ts';
import { domainIdentifier, type Identity, identifiersOf, signUpIdentifiersOf } from './rules.ts';
import {
  AddToBlacklistInput,
  BlacklistEntryRef,
  BlacklistInput,
  BlacklistPage,
  type Identifier,
  LookUp,
  MatchingEntries,
  RemovedFromBlacklist,
  RemoveFromBlacklistInput,
} from './schema.ts';

const toIdentity = (input: Exclude<LookUp, { kind: 'domain' }>): Identity => {
  if (input.kind === 'person') return { fullName: input.fullName, birthDate: input.birthDate };
  if (input.kind === 'phone') return { phone: input.value };
  return input.kind === 'email' ? { email: input.value } : { companyNumber: input.value };
};

/** Returns exactly one identifier: the schemas refuse a value that has none. */
const hashToIdentifier = async (input: LookUp, key: BlacklistKey): Promise<Identifier[]> =>
  input.kind === 'domain' ? domainIdentifier(input.value, key) : identifiersOf(toIdentity(input), key);

/** For an address also the identifiers of its domains, because their entries match it too. */
const hashToLookUp = (input: LookUp, key: BlacklistKey): Promise<Identifier[]> =>
  input.kind === 'email' ? signUpIdentifiersOf(input.value, key) : hashToIdentifier(input, key);

export const blacklistAdmin = router({
  list: adminProcedure('customers')
    .input(BlacklistInput)
    .output(BlacklistPage)
    .query(({ ctx, input }) => findBlacklistEntries(ctx.sql, input)),
  /** A mutation, so that only a POST can carry the value and it gets into no log. Lethe hashes it and does not store it. */
  lookUp: adminProcedure('customers')
    .input(LookUp)
    .output(MatchingEntries)
    .mutation(async ({ ctx, input }) => ({
      items: await findEntriesByIdentifiers(ctx.sql, await hashToLookUp(input, ctx.blacklistKey)),
    })),
  add: adminProcedure('decide')
    .input(AddToBlacklistInput)
    .output(BlacklistEntryRef)
    .mutation(async ({ ctx, input }) => {
      const [identifier] = await hashToIdentifier(input, ctx.blacklistKey);
      return addClaimByHand(ctx.sql, ctx.adminId, identifier!, input.reason);
    }),
  remove: adminProcedure('decide')
    .input(RemoveFromBlacklistInput)
    .output(RemovedFromBlacklist)
    .mutation(({ ctx, input }) => removeClaims(ctx.sql, ctx.adminId, input)),
});
