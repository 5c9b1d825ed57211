import { AppError } from '../errors.ts';
import { adminProcedure, router } from '../trpc.ts';
import type { BlacklistKey } from './hmac.ts';
import { addBlacklistEntry, findBlacklistEntries, removeBlacklistEntry } from './queries.ts';
import { type Identity, identifiersOf } from './rules.ts';
import {
  AddToBlacklist,
  BlacklistEntryRef,
  BlacklistInput,
  BlacklistPage,
  type Identifier,
} from './schema.ts';

const identityOf = (input: AddToBlacklist): Identity => {
  if (input.kind === 'person') return { fullName: input.fullName, birthDate: input.birthDate };
  if (input.kind === 'phone') return { phone: input.value };
  return input.kind === 'email' ? { email: input.value } : { companyNumber: input.value };
};

/** Errors: `invalid_input` for a value of which nothing is left once it is normalised. */
async function identifierOf(input: AddToBlacklist, key: BlacklistKey): Promise<Identifier> {
  const [identifier] = await identifiersOf(identityOf(input), key);
  if (identifier === undefined)
    throw new AppError('invalid_input', { field: input.kind === 'person' ? 'fullName' : 'value' });
  return identifier;
}

export const blacklistAdmin = router({
  list: adminProcedure
    .input(BlacklistInput)
    .output(BlacklistPage)
    .query(({ ctx, input }) => findBlacklistEntries(ctx.sql, input)),
  add: adminProcedure
    .input(AddToBlacklist)
    .output(BlacklistEntryRef)
    .mutation(async ({ ctx, input }) =>
      addBlacklistEntry(ctx.sql, ctx.adminId, await identifierOf(input, ctx.blacklistKey), input.reason),
    ),
  remove: adminProcedure
    .input(BlacklistEntryRef)
    .output(BlacklistEntryRef)
    .mutation(({ ctx, input }) => removeBlacklistEntry(ctx.sql, ctx.adminId, input.entryId)),
});
