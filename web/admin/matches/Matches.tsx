import UsersRound from 'lucide-solid/icons/users-round';
import { For, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Page } from '../../ui/Page.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { MatchCard } from './MatchCard.tsx';
import { createMatches } from './matches.ts';

/** Pairs of clients who may be one person, the oldest first. */
export default function MatchesPage() {
  const matches = createMatches();
  const none = (
    <EmptyState
      icon={<UsersRound size={28} />}
      title={t('admin.matches.none')}
      text={t('admin.matches.noneText')}
    />
  );
  return (
    <Page
      title={t('admin.matches.title')}
      crumbs={[t('admin.clients')]}
      lead={<span class="measure">{t('admin.matches.lead')}</span>}
    >
      <Loaded query={matches} skeleton={<Waiting />}>
        {() => (
          <Show when={rowsOf(matches).length > 0} fallback={none}>
            <div class="stack">
              <ul class="stack">
                <For each={rowsOf(matches)}>
                  {(match) => (
                    <li class="section">
                      <MatchCard match={match} heading />
                    </li>
                  )}
                </For>
              </ul>
              <LoadMore query={matches} />
            </div>
          </Show>
        )}
      </Loaded>
    </Page>
  );
}

function Waiting() {
  return (
    <div class="section">
      <Skeleton lines={10} />
    </div>
  );
}
