import { createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import { recordOwnAct } from './admin-queries.ts';
import type { AuthDeps } from './auth-deps.ts';
import { rememberDevice } from './device.ts';
import { mailPasswordChanged, mailTwoFactorChanged } from './mail.ts';
import { deleteOlderLinks } from './queries.ts';
import { recordEntry } from './record-entry.ts';
import { hasTwoFactor } from './two-factor.ts';
import { deleteOtherSessions } from './two-factor-queries.ts';

interface Notes {
  emailOfReset: WeakMap<Request, string>;
  codesOfSignIn: WeakSet<Request>;
}

/** Runs after an action: records a sign-in and its device, ends what a change makes invalid, and mails the owner of the account. */
export const createAfterHook = (deps: AuthDeps, { emailOfReset, codesOfSignIn }: Notes) =>
  createAuthMiddleware(async (ctx) => {
    const resetEmail = ctx.request && emailOfReset.get(ctx.request);
    if (resetEmail !== undefined) await rememberDevice(ctx, resetEmail);
    // These codes leave the session as it is.
    if (ctx.path === '/two-factor/generate-backup-codes' && !isAPIError(ctx.context.returned)) {
      const owner = await getSessionFromCtx(ctx, { disableRefresh: true });
      if (owner) await recordOwnAct(deps.sql, owner.user.id, 'recovery_codes_made');
    }
    const { session, user } = ctx.context.newSession ?? {};
    // A refused action may have a new session too: the library prolonged the one that called.
    if (session === undefined || user === undefined || isAPIError(ctx.context.returned)) return;
    switch (ctx.path) {
      case '/change-password':
        await deleteOlderLinks(deps.sql, user.id);
        await recordOwnAct(deps.sql, user.id, 'own_password_changed');
        await mailPasswordChanged(deps.sql, deps.url, user);
        return;
      case '/sign-in/email':
        // The plugin ends this session after us: only the code makes it a sign-in.
        if (!hasTwoFactor(user)) await recordEntry(deps, ctx, { session, user });
        return;
      case '/two-factor/verify-totp':
      case '/two-factor/verify-backup-code':
        if (ctx.request && codesOfSignIn.has(ctx.request)) {
          await recordEntry(deps, ctx, { session, user });
          return;
        }
        await deleteOtherSessions(deps.sql, user.id, session.id);
        await recordOwnAct(deps.sql, user.id, 'second_factor_on');
        await mailTwoFactorChanged(deps, user, 'on');
        return;
      case '/two-factor/disable':
        await recordOwnAct(deps.sql, user.id, 'second_factor_off');
        await mailTwoFactorChanged(deps, user, 'off');
        return;
      default:
    }
  });
