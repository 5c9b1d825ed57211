import { createSignal } from 'solid-js';
import { PAGE_OF } from '../server/accounts/rules.ts';

let person: string | undefined;

/** From now on each call names the person of this page. The server refuses it if somebody else has signed in in another window. */
export const callsAreOf = (id: string | undefined): void => {
  person = id;
};
export const whoseHeaders = (): Record<string, string> => (person === undefined ? {} : { [PAGE_OF]: person });

const [refused, setRefused] = createSignal(false);
/** Whether the server refused a call because somebody else is signed in. The page then explains it instead of reloading. */
export const wasRefusedAsAnother = refused;
export const noteRefusedAsAnother = setRefused;
