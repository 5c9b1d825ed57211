import * as v from 'valibot';
import { SignOnStarted } from '../../server/team/single-sign-on/schema.ts';
import { tryText } from '../i18n.ts';
import { post } from '../refusal.ts';
import { takeToken } from './fragment.ts';

/* Single sign-on: away to the provider, and back. */

/** Leaves Lethe for the provider's page. Errors: Refusal. */
export async function goToProvider(again = false): Promise<void> {
  const answer = await post('/api/auth/single-sign-on', { again });
  location.assign(v.parse(SignOnStarted, await answer.json()).url);
}

const AGAIN_PATH = '/signed-in-again';
/** In the fragment of a window that has yet to go to the provider. */
const ON_THE_WAY = 'go';

/** The window goes to the provider by itself: a browser would block one that is opened only after an answer. */
export const signInAgainInWindow = (): void =>
  void window.open(`${AGAIN_PATH}#${ON_THE_WAY}`, '_blank', 'noopener');

export const isOnTheWay = (): boolean => takeToken() === ON_THE_WAY;

/** The provider's pages cut the tie between two windows, so the one that comes back calls to all others of Lethe. */
const CHANNEL = 'lethe-signed-in-again';

export function tellSignedInAgain(): void {
  const channel = new BroadcastChannel(CHANNEL);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches this origin only
  channel.postMessage(null);
  channel.close();
}

/** Answers how to stop listening. */
export function onSignedInAgain(hear: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', hear);
  return () => channel.close();
}

/** Why the last return from the provider was refused: the server puts a name of its error catalog into the fragment. */
export function takeRefusal(): string | undefined {
  const kind = takeToken();
  return kind === '' ? undefined : tryText(`errors.${kind}`);
}
