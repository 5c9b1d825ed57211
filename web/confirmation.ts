import type { TRPCClientError, TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { createSignal } from 'solid-js';
import type { AppRouter } from '../server/router.ts';

/** Asks whoever is signed in for the password, in place, when the server wants it again; then repeats what was refused. */

type Answer = (confirmed: boolean) => void;
const [waiting, setWaiting] = createSignal<Answer[]>([]);

/** Whether some call waits for the password. */
export const isAskedForPassword = (): boolean => waiting().length > 0;

/** Resolves with true once the password was right, with false if the person gave up. Calls at the same time share one question. */
export const askForPassword = (): Promise<boolean> =>
  new Promise((answer) => setWaiting((others) => [...others, answer]));

export function answerAsked(confirmed: boolean): void {
  const answers = waiting();
  setWaiting([]);
  for (const answer of answers) answer(confirmed);
}

export const wantsPassword = (kind: string): boolean => kind === 'fresh_sign_in_required';

/** Repeats a call once after the password. What was typed stays in its form meanwhile. */
export const confirmationLink: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) => {
      let last = false;
      const run = () =>
        next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error: (error) => void settle(error),
        });
      const settle = async (error: TRPCClientError<AppRouter>) => {
        const asks = !last && wantsPassword(error.data?.kind ?? '');
        last = true;
        if (asks && (await askForPassword())) current = run();
        else observer.error(error);
      };
      let current = run();
      return () => current.unsubscribe();
    });
