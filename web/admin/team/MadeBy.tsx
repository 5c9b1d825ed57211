import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { type Member, membersKey, nameOf } from './team.ts';

/** Before a member loses rights: which of their keys and webhooks go on, and where to look at them. */
export function MadeBy(props: { of: Member }) {
  const query = useQuery(() => ({
    queryKey: [...membersKey, 'made', props.of.adminId],
    queryFn: () => trpc.admin.team.madeBy.query({ adminId: props.of.adminId }),
  }));
  return (
    <Loaded query={query} skeleton={<Skeleton lines={1} />}>
      {(made) => (
        <Show
          when={made().keys + made().webhooks > 0}
          fallback={<p class="muted">{t('admin.team.madeNothing', { name: nameOf(props.of) })}</p>}
        >
          <Notice
            tone="waits"
            title={t('admin.team.madeTitle', { name: nameOf(props.of) })}
            action={<Links {...made()} />}
          >
            <p>{t('admin.team.madeText', { name: nameOf(props.of) })}</p>
          </Notice>
        </Show>
      )}
    </Loaded>
  );
}

function Links(props: { keys: number; webhooks: number }) {
  return (
    <p class="row">
      <Show when={props.keys > 0}>
        <A href="/admin/systems">{tn('admin.team.madeKeys', props.keys)}</A>
      </Show>
      <Show when={props.webhooks > 0}>
        <A href="/admin/webhooks">{tn('admin.team.madeWebhooks', props.webhooks)}</A>
      </Show>
    </p>
  );
}
