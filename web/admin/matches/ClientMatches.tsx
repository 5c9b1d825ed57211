import { For, Show } from 'solid-js';
import { t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { Section } from '../../ui/Page.tsx';
import { rowsOf } from '../../ui/paged.ts';
import { MatchCard } from './MatchCard.tsx';
import { createMatchesOf } from './matches.ts';

/** Clients who may be the same person as this one. */
export function ClientMatches(props: { customerId: string; first: Outputs['admin']['matches']['list'] }) {
  const matches = createMatchesOf(() => ({ customerId: props.customerId, matches: props.first }));
  return (
    <Show when={rowsOf(matches).length > 0}>
      <Section id="matches" title={t('admin.matches.section')}>
        <For each={rowsOf(matches)}>{(match) => <MatchCard match={match} />}</For>
        <LoadMore query={matches} />
      </Section>
    </Show>
  );
}
