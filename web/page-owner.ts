import { createSignal } from 'solid-js';
import { PAGE_OF } from '../server/accounts/rules.ts';

let person: string | undefined;

/** From now on each call names the person of this page. The server refuses it if somebody else has signed in in another window. */
export const setPageOwner = (id: string | undefined): void => {
  person = id;
};
export const pageOwnerHeaders = (): Record<string, string> =>
  person === undefined ? {} : { [PAGE_OF]: person };

const [refused, setRefused] = createSignal(false);
/** Whether the server refused a call because somebody else is signed in. The page then explains it instead of reloading. */
export const wasRefusedForOther = refused;
export const setRefusedForOther = setRefused;
