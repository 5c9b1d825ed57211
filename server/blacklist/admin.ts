import { adminProcedure, router } from '../trpc.ts';
import { addClaimByHand, removeClaims } from './claim-queries.ts';
import type { BlacklistKey } from './hmac.ts';
import { findBlacklistEntries, findEntriesOf } from './queries.ts';
import { domainIdentifier, type Identity, identifiersOf, signUpIdentifiersOf } from './rules.ts';
import {
  AddToBlacklist,
  BlacklistEntryRef,
  BlacklistInput,
  BlacklistPage,
  type Identifier,
  LookUp,
  MatchingEntries,
  RemovedFromBlacklist,
  RemoveFromBlacklist,
} from './schema.ts';

const identityOf = (input: Exclude<LookUp, { kind: 'domain' }>): Identity => {
  if (input.kind === 'person') return { fullName: input.fullName, birthDate: input.birthDate };
  if (input.kind === 'phone') return { phone: input.value };
  return input.kind === 'email' ? { email: input.value } : { companyNumber: input.value };
};

/** Always one: the shapes refuse a value that has none. */
const identifierOf = async (input: LookUp, key: BlacklistKey): Promise<Identifier[]> =>
  input.kind === 'domain' ? domainIdentifier(input.value, key) : identifiersOf(identityOf(input), key);

/** An address is also met by the entries of its domains. */
const identifiersToLookUp = (input: LookUp, key: BlacklistKey): Promise<Identifier[]> =>
  input.kind === 'email' ? signUpIdentifiersOf(input.value, key) : identifierOf(input, key);

export const blacklistAdmin = router({
  list: adminProcedure
    .input(BlacklistInput)
    .output(BlacklistPage)
    .query(({ ctx, input }) => findBlacklistEntries(ctx.sql, input)),
  /** By POST alone: a value must not stand in an address. It is hashed and forgotten. */
  lookUp: adminProcedure
    .input(LookUp)
    .output(MatchingEntries)
    .mutation(async ({ ctx, input }) => ({
      items: await findEntriesOf(ctx.sql, await identifiersToLookUp(input, ctx.blacklistKey)),
    })),
  add: adminProcedure
    .input(AddToBlacklist)
    .output(BlacklistEntryRef)
    .mutation(async ({ ctx, input }) => {
      const [identifier] = await identifierOf(input, ctx.blacklistKey);
      return addClaimByHand(ctx.sql, ctx.adminId, identifier!, input.reason);
    }),
  remove: adminProcedure
    .input(RemoveFromBlacklist)
    .output(RemovedFromBlacklist)
    .mutation(({ ctx, input }) => removeClaims(ctx.sql, ctx.adminId, input)),
});
