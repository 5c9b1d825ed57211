import { publicProcedure, router } from '../trpc.ts';
import { acceptInvitation, readInvitation } from './accept.ts';
import { AcceptInvitation, InvitationToken, Invited, Joined } from './schema.ts';

/** For whoever was invited to the team. */
export const teamRouter = router({
  /** Reads only, and yet a mutation: the token of a query would stand in the address, where servers log it. Errors: `token_invalid`. */
  invitation: publicProcedure
    .input(InvitationToken)
    .output(Invited)
    .mutation(({ ctx, input }) => readInvitation(ctx.sql, input.token)),
  /** Only a POST acts, so that a mail scanner that follows links joins nothing. Errors: `token_invalid`, `password_too_easy`. */
  join: publicProcedure
    .input(AcceptInvitation)
    .output(Joined)
    .mutation(async ({ ctx, input }) => {
      await acceptInvitation(ctx, input);
      return { joined: true };
    }),
});
