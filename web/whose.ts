import { createSignal } from 'solid-js';
import { PAGE_OF } from '../server/accounts/rules.ts';

let person: string | undefined;

/** From here on each call says whose page it is: the server carries none out for somebody who signed in in another window meanwhile. */
export const callsAreOf = (id: string | undefined): void => {
  person = id;
};
export const whoseHeaders = (): Record<string, string> => (person === undefined ? {} : { [PAGE_OF]: person });

const [refused, setRefused] = createSignal(false);
/** Whether a call was refused since it came from the page of somebody else: that is told, and the page not just taken away. */
export const wasRefusedAsAnother = refused;
export const noteRefusedAsAnother = setRefused;
