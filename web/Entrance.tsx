import { Navigate } from '@solidjs/router';
import { type UseQueryResult } from '@tanstack/solid-query';
import { createComputed, createEffect, createMemo, type JSX, onCleanup, Show } from 'solid-js';
import { signOut } from './accounts.ts';
import { t } from './i18n.ts';
import { meQuery, personOf } from './queries.ts';
import { SignInAgain } from './SignInAgain.tsx';
import type { Outputs } from './trpc.ts';
import { Loaded } from './ui/Loaded.tsx';
import { useQuery } from './ui/query.ts';
import { Standalone } from './ui/Standalone.tsx';
import { askToLeave, isAnythingUnsaved, startAnew } from './ui/unsaved.ts';
import { callsAreOf, wasRefusedAsAnother } from './whose.ts';
import './entrance.css';

type Me = Outputs['account']['me'];
type Role = Exclude<Me['role'], 'visitor'>;

/** Where each role lands. */
const landing: Record<Me['role'], string> = {
  visitor: '/sign-in',
  customer: '/account',
  admin: '/admin/personal-data',
};

const areas = { customer: '/account', admin: '/admin' } as const;

/** Where somebody was, or was going, when they had to sign in: known to this tab until it is loaded anew. */
let wanted: string | undefined;

/** Back to where they were, where that is a place for the one who signed in. */
function wayOf(role: Me['role']) {
  const path = wanted;
  if (role === 'visitor') return landing.visitor;
  wanted = undefined;
  return path?.startsWith(areas[role]) ? path : landing[role];
}

const hasRole = <R extends Role>(me: Me, role: R): me is Extract<Me, { role: R }> => me.role === role;

/** `/`: nobody stays here. */
export function Landing() {
  const me = useQuery(() => meQuery);
  return (
    <Waiting query={me}>
      <Navigate href={wayOf(me.data?.role ?? 'visitor')} />
    </Waiting>
  );
}

/**
 * Lets one role in and sends everybody else to where they belong. This is only for the eye: the server decides for
 * every call who may have what.
 */
export function Entrance<R extends Role>(props: {
  role: R;
  children: (me: () => Extract<Me, { role: R }>) => JSX.Element;
}) {
  const me = useQuery(() => meQuery);
  const allowed = () => (me.data && hasRole(me.data, props.role) ? me.data : undefined);
  const signedOut = () => me.data?.role === 'visitor';
  /** Whose page it is: the first one's who was let in. */
  const person = createMemo<string | undefined>((before) => before ?? personAmong(allowed()));
  const isAnother = () => person() !== undefined && !signedOut() && personAmong(me.data) !== person();
  createComputed(() => callsAreOf(person()));
  onCleanup(() => callsAreOf(undefined));
  const isAway = () => signedOut() || isAnother();
  /** While they are signed out, or somebody else signed in, the page of before stays, unseen. */
  const shown = createMemo<Extract<Me, { role: R }> | undefined>((before) => (isAway() ? before : allowed()));
  createEffect(() => {
    if (signedOut()) wanted = location.pathname + location.search + location.hash;
  });
  // Where nothing was written or refused there is nothing to tell: whoever is signed in gets a page of their own.
  createEffect(() => {
    if (isAnother() && !wasRefusedAsAnother() && !isAnythingUnsaved()) startAnew('/');
  });
  return (
    <Waiting query={me}>
      <Show when={shown()} fallback={<Navigate href={landing[me.data?.role ?? 'visitor']} />}>
        {(one) => (
          <>
            <div class="whose" classList={{ away: isAway() }}>
              {props.children(one)}
            </div>
            <Show when={isAway() && person()}>
              {(id) => <SignInAgain person={id()} other={isAnother() ? nameAmong(me.data) : undefined} />}
            </Show>
          </>
        )}
      </Show>
    </Waiting>
  );
}

const nameAmong = (me: Me | undefined) => (me && me.role !== 'visitor' ? me.fullName : undefined);
const personAmong = (me: Me | undefined) => (me && me.role !== 'visitor' ? personOf(me) : undefined);

/** Nothing is drawn while the first answer is under way: it comes in milliseconds. */
function Waiting(props: { query: UseQueryResult<Me>; children: JSX.Element }) {
  const stuck = () => props.query.isError || props.query.fetchStatus === 'paused';
  return (
    <Show when={props.query.data !== undefined || stuck()}>
      <Show
        when={props.query.data !== undefined}
        fallback={
          <Standalone title={t('common.product')}>
            <Loaded query={props.query}>{() => null}</Loaded>
          </Standalone>
        }
      >
        {props.children}
      </Show>
    </Show>
  );
}

/** Ends the session and leaves the page for a fresh one: the next person finds nothing of it in memory. */
export async function leave(): Promise<void> {
  if (isAnythingUnsaved() && !(await askToLeave())) return;
  await signOut();
  startAnew('/sign-in', 'assign');
}
