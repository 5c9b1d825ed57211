import { Navigate } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { type JSX, Match, Switch } from 'solid-js';
import type { Me } from '../../server/accounts/schema.ts';
import { t } from '../i18n.ts';
import { trpc } from '../trpc.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Loaded } from '../ui/Loaded.tsx';
import { Standalone } from '../ui/Standalone.tsx';

type Admin = Extract<Me, { role: 'admin' }>;

/** Shows the area to administrators and says to everyone else where to go. The server enforces it; this explains it. */
export function AdminsOnly(props: { children: (me: Admin) => JSX.Element }) {
  const me = useQuery(() => ({ queryKey: ['account', 'me'], queryFn: () => trpc.account.me.query() }));
  return (
    <Loaded query={me} skeleton={<></>}>
      {(data) => {
        const admin = () => {
          const viewer = data();
          return viewer.role === 'admin' ? viewer : undefined;
        };
        return (
          <Switch fallback={<Navigate href="/sign-in" />}>
            <Match when={admin()} keyed>
              {(viewer) => props.children(viewer)}
            </Match>
            <Match when={data().role === 'customer'}>
              <Standalone title={t('admin.toOwnArea')} lead={t('admin.toOwnAreaText')}>
                <ButtonLink href="/" tone="primary">
                  {t('admin.myAccount')}
                </ButtonLink>
              </Standalone>
            </Match>
          </Switch>
        );
      }}
    </Loaded>
  );
}
