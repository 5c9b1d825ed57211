import { createSignal } from 'solid-js';

/** The safeguard before an outcome that cannot be undone: the admin types the address, or without one the request's number. */
export function createConfirmation(request: () => { email: string | null; number: number }) {
  const [typed, setTyped] = createSignal('');
  const [wrong, setWrong] = createSignal(false);
  const wanted = () => request().email ?? String(request().number);
  return {
    wanted,
    typed,
    setTyped,
    wrong,
    /** Whether the typed text matches. Shows an error at the field if not. */
    holds: () => {
      const matches = typed().trim().toLowerCase() === wanted().toLowerCase();
      setWrong(!matches);
      return matches;
    },
  };
}
