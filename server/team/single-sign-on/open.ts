import { AppError } from '../../errors.ts';
import { PROVIDER_SECONDS } from '../../values/limits-and-periods.ts';
import { discover } from './provider.ts';
import { createSignOn, type SignOn, type SignOnDeps } from './sign-on.ts';

/** The provider's document may change; so it is read again after this time. */
const REMEMBERED_MS = 3600_000;

/**
 * Opens single sign-on at the first press and not at the start: a provider that is down stops nothing else. Calls at the same time share one
 * reading of the document. Errors: `provider_unreachable`.
 */
export function openSignOn(deps: SignOnDeps): () => Promise<SignOn> {
  let opened: { signOn: SignOn; until: number } | null = null;
  let opening: Promise<SignOn> | null = null;
  const open = async () => {
    const signOn = createSignOn(deps, await discover(deps.singleSignOn));
    // The plugin reads the document once more, without a limit of its own.
    const { socialProviders } = await inTime(signOn.$context);
    if (socialProviders.length === 0) throw new AppError('provider_unreachable');
    opened = { signOn, until: Date.now() + REMEMBERED_MS };
    return signOn;
  };
  return () => {
    if (opened !== null && opened.until > Date.now()) return Promise.resolve(opened.signOn);
    opening ??= open().finally(() => {
      opening = null;
    });
    return opening;
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new AppError('provider_unreachable')), PROVIDER_SECONDS * 1000).unref();
  });
  return Promise.race([work, late]);
}
