import { type Accessor, type JSX, Match, Show, Switch } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { failureOf } from './failure.ts';
import { moveFocusTo } from './focus.ts';
import { Notice } from './Notice.tsx';
import { Skeleton } from './Skeleton.tsx';

type Query<Data> = {
  data: Data | undefined;
  error: unknown;
  isError: boolean;
  isFetching: boolean;
  fetchStatus: string;
  refetch: () => Promise<unknown>;
};

/**
 * A query in each state: loading, offline, failed, loaded. Loaded data stays, with any text typed in it, even if a later
 * query fails.
 */
export function Loaded<Data>(props: {
  query: Query<Data>;
  /** Shown while loading, in the same layout. */
  skeleton?: JSX.Element;
  children: (data: Accessor<Data>) => JSX.Element;
}) {
  const there = () =>
    props.query.data !== undefined && !isGone(props.query.error) ? { data: props.query.data } : undefined;
  return (
    <Show when={there()} fallback={<NotLoaded query={props.query} skeleton={props.skeleton} />}>
      {(one) => props.children(() => one().data)}
    </Show>
  );
}

function NotLoaded<Data>(props: { query: Query<Data>; skeleton?: JSX.Element }) {
  return (
    <Switch fallback={props.skeleton ?? <Skeleton />}>
      <Match when={props.query.fetchStatus === 'paused'}>
        <OfflineNotice />
      </Match>
      <Match when={props.query.isError && isGone(props.query.error)}>
        <Notice title={failureOf(props.query.error).text} live>
          <p>{t('common.goneText')}</p>
        </Notice>
      </Match>
      <Match when={props.query.isError}>
        <Notice
          tone="destroys"
          title={t('common.failedTitle')}
          live
          action={<TryAgain query={props.query} />}
        >
          <p>{failureOf(props.query.error).text}</p>
        </Notice>
      </Match>
    </Switch>
  );
}

/** For what is gone there is no "Try again". */
const isGone = (error: unknown) => failureOf(error).kind.endsWith('_not_found');

/** After success the button is gone, so the focus moves to its section. */
export function TryAgain<Data>(props: { query: Query<Data> }) {
  const again = (button: Element) => {
    const section = button.closest('section[tabindex]');
    void props.query.refetch().then(() => moveFocusTo(() => section));
  };
  return (
    <Button size="small" busy={props.query.isFetching} onClick={(event) => again(event.currentTarget)}>
      {t('common.tryAgain')}
    </Button>
  );
}

/** In place of data that cannot be loaded offline. */
export function OfflineNotice() {
  return (
    <Notice tone="waits" title={t('common.offlineTitle')} live>
      <p>{t('common.offlineHere')}</p>
    </Notice>
  );
}
