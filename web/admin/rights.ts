import { createSignal } from 'solid-js';
import type { Outputs } from '../trpc.ts';

export type Right = Extract<Outputs['account']['me'], { role: 'admin' }>['rights'][number];

const [rights, setRights] = createSignal<readonly Right[]>([]);

/** What the admin who is signed in may do; the server decides again for each call. */
export const showRights = setRights;
export const may = (right: Right): boolean => rights().includes(right);
