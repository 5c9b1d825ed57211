import { publicProcedure, router } from '../trpc.ts';
import { acceptInvitation } from './accept.ts';
import { AcceptInvitation, Joined } from './schema.ts';

/** For whoever was invited to the team. */
export const teamRouter = router({
  /** Only a POST acts, so that a mail scanner that follows links joins nothing. Errors: `token_invalid`, `password_too_easy`. */
  join: publicProcedure
    .input(AcceptInvitation)
    .output(Joined)
    .mutation(async ({ ctx, input }) => {
      await acceptInvitation(ctx, input);
      return { joined: true };
    }),
});
