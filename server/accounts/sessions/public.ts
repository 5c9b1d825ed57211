import { AppError } from '../../errors.ts';
import { router, signedInProcedure } from '../../trpc.ts';
import { Nothing, pageAfter } from '../../values/schema.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from './queries.ts';
import { EndedSessions, type Session, SessionListInput, SessionListPage, SessionRef } from './schema.ts';
import { deviceOf } from './user-agent.ts';

/** Where somebody is signed in. To end a session asks for no password: it only ever closes a door. */
export const sessions = router({
  list: signedInProcedure
    .input(SessionListInput)
    .output(SessionListPage)
    .query(async ({ ctx, input }) => {
      const rows = await listOwnSessions(ctx.sql, ctx.userId, ctx.viewer.sessionId);
      const items = rows.map(
        ({ userAgent, ...row }): Session => ({
          ...row,
          ...deviceOf(userAgent),
          current: row.sessionId === ctx.viewer.sessionId,
        }),
      );
      return pageAfter(items, input, ({ sessionId }) => sessionId);
    }),
  /** Refuses the caller's own session: to sign out also takes the cookie from the browser. Errors: `own_session`, `session_not_found`. */
  end: signedInProcedure
    .input(SessionRef)
    .output(SessionRef)
    .mutation(async ({ ctx, input }) => {
      if (input.sessionId === ctx.viewer.sessionId) throw new AppError('own_session');
      if (!(await endOwnSession(ctx.sql, ctx.userId, input.sessionId)))
        throw new AppError('session_not_found');
      return input;
    }),
  endOthers: signedInProcedure
    .input(Nothing)
    .output(EndedSessions)
    .mutation(async ({ ctx }) => ({
      ended: await endOtherSessions(ctx.sql, ctx.userId, ctx.viewer.sessionId),
    })),
});
