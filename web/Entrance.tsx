import { Navigate } from '@solidjs/router';
import { type UseQueryResult } from '@tanstack/solid-query';
import { createEffect, createMemo, type JSX, Match, Show, Switch } from 'solid-js';
import { signOut } from './accounts.ts';
import { t } from './i18n.ts';
import { meQuery } from './queries.ts';
import type { Outputs } from './trpc.ts';
import { ButtonLink } from './ui/Button.tsx';
import { Loaded } from './ui/Loaded.tsx';
import { useQuery } from './ui/query.ts';
import { Standalone } from './ui/Standalone.tsx';

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
  const wasIn = createMemo<boolean>((before) => before || allowed() !== undefined, false);
  const signedOut = () => me.data?.role === 'visitor';
  createEffect(() => {
    if (signedOut()) wanted = location.pathname + location.search + location.hash;
  });
  return (
    <Waiting query={me}>
      <Switch fallback={<Navigate href={landing[me.data?.role ?? 'visitor']} />}>
        <Match when={allowed()}>{(one) => props.children(one)}</Match>
        <Match when={signedOut() && wasIn()}>
          <SessionOver />
        </Match>
      </Switch>
    </Waiting>
  );
}

/** The session ended while a page was open: said in place, so that the address is there to come back to. */
function SessionOver() {
  return (
    <Standalone title={t('common.sessionOverTitle')} lead={t('common.sessionOverText')}>
      <div class="row">
        <ButtonLink href="/sign-in" tone="primary">
          {t('account.signIn.action')}
        </ButtonLink>
      </div>
    </Standalone>
  );
}

/** Nothing is drawn while the first answer is under way: it comes in milliseconds. */
function Waiting(props: { query: UseQueryResult<Me>; children: JSX.Element }) {
  const stuck = () => props.query.isError || props.query.fetchStatus === 'paused';
  return (
    <Show when={props.query.isSuccess || stuck()}>
      <Show
        when={props.query.isSuccess}
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
export const leave = () => signOut().then(() => location.assign('/sign-in'));
