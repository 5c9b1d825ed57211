import { Navigate } from '@solidjs/router';
import { type UseQueryResult } from '@tanstack/solid-query';
import { createComputed, createEffect, createMemo, type JSX, onCleanup, Show } from 'solid-js';
import { signOut } from './accounts.ts';
import { t } from './i18n.ts';
import { setPageOwner, wasRefusedForOther } from './page-owner.ts';
import { meQuery, personOf } from './queries.ts';
import { SignInAgain } from './SignInAgain.tsx';
import type { Outputs } from './trpc.ts';
import { Loaded } from './ui/Loaded.tsx';
import { useQuery } from './ui/query.ts';
import { Standalone } from './ui/Standalone.tsx';
import { askToLeave, hasAnyUnsavedText, loadFreshPage } from './ui/unsaved.ts';
import './entrance.css';

type Me = Outputs['account']['me'];
type Role = Exclude<Me['role'], 'visitor'>;

/** The first page of each role. */
const firstPages: Record<Me['role'], string> = {
  visitor: '/sign-in',
  customer: '/account',
  admin: '/admin/personal-data',
};

const areas = { customer: '/account', admin: '/admin' } as const;

/** The address that a person wanted when they had to sign in. This tab knows it until it is reloaded. */
let wantedPath: string | undefined;

/** The wanted address, if the role may open it; otherwise the first page of the role. */
function nextPathOf(role: Me['role']) {
  const path = wantedPath;
  if (role === 'visitor') return firstPages.visitor;
  wantedPath = undefined;
  return path?.startsWith(areas[role]) ? path : firstPages[role];
}

const hasRole = <R extends Role>(me: Me, role: R): me is Extract<Me, { role: R }> => me.role === role;

/** `/` leads everybody to the first page of their role. */
export function Landing() {
  const me = useQuery(() => meQuery);
  return (
    <Waiting query={me}>
      <Navigate href={nextPathOf(me.data?.role ?? 'visitor')} />
    </Waiting>
  );
}

/**
 * Shows its children to one role and sends everybody else to their own first page. This protects nothing: the server
 * decides for every call who may do what.
 */
export function Entrance<R extends Role>(props: {
  role: R;
  children: (me: () => Extract<Me, { role: R }>) => JSX.Element;
}) {
  const me = useQuery(() => meQuery);
  const allowed = () => (me.data && hasRole(me.data, props.role) ? me.data : undefined);
  const signedOut = () => me.data?.role === 'visitor';
  /** The person whose page this is: the first one who was let in. */
  const person = createMemo<string | undefined>((before) => before ?? personIdOf(allowed()));
  const isAnother = () => person() !== undefined && !signedOut() && personIdOf(me.data) !== person();
  createComputed(() => setPageOwner(person()));
  onCleanup(() => setPageOwner(undefined));
  const isAway = () => signedOut() || isAnother();
  /** While they are signed out, or somebody else is signed in, their page stays, hidden. */
  const shown = createMemo<Extract<Me, { role: R }> | undefined>((before) => (isAway() ? before : allowed()));
  createEffect(() => {
    if (signedOut()) wantedPath = location.pathname + location.search + location.hash;
  });
  // Where nothing was typed or refused there is nothing to explain: the person who is signed in gets their own page.
  createEffect(() => {
    if (isAnother() && !wasRefusedForOther() && !hasAnyUnsavedText()) loadFreshPage('/');
  });
  return (
    <Waiting query={me}>
      <Show when={shown()} fallback={<Navigate href={firstPages[me.data?.role ?? 'visitor']} />}>
        {(one) => (
          <>
            <div class="whose" classList={{ away: isAway() }}>
              {props.children(one)}
            </div>
            <Show when={isAway() && person()}>
              {(id) => <SignInAgain person={id()} other={isAnother() ? nameOf(me.data) : undefined} />}
            </Show>
          </>
        )}
      </Show>
    </Waiting>
  );
}

const nameOf = (me: Me | undefined) => (me && me.role !== 'visitor' ? me.fullName : undefined);
const personIdOf = (me: Me | undefined) => (me && me.role !== 'visitor' ? personOf(me) : undefined);

/** Draws nothing until the first answer, which comes in milliseconds. */
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

/** Ends the session and loads a fresh page, so that the next person finds nothing in memory. */
export async function leave(): Promise<void> {
  if (hasAnyUnsavedText() && !(await askToLeave())) return;
  await signOut();
  loadFreshPage('/sign-in', 'assign');
}
