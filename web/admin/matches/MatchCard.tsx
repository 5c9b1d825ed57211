import { useMutation } from '@tanstack/solid-query';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { addressLines } from '../../address.ts';
import { formatNumber, formatShortDate, languageName, t, tn } from '../../i18n.ts';
import { trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { toast } from '../../ui/Toast.tsx';
import { PersonLink } from '../PersonLink.tsx';
import { may } from '../rights.ts';
import { JoinClients, nameOf } from './JoinClients.tsx';
import { type Match, pairOf, type Side, useRefreshPeople } from './matches.ts';
import './match-card.css';

/** Two clients beside each other, and the decision whether they are one person. */
export function MatchCard(props: { match: Match; heading?: boolean }) {
  const [joining, setJoining] = createSignal(false);
  const refresh = useRefreshPeople();
  const keep = useMutation(() => ({
    mutationFn: () => trpc.admin.matches.keepApart.mutate(pairOf(props.match)),
    onSuccess: async () => {
      toast(t('admin.matches.keptApart'));
      await refresh();
      moveFocusTo();
    },
  }));
  const bothSignIn = () => props.match.sides.every(({ hasAccount }) => hasAccount);
  return (
    <article class="match-card">
      <Show when={props.heading}>
        <h2>
          {t('admin.matches.pair', {
            one: nameOf(props.match.sides[0]),
            other: nameOf(props.match.sides[1]),
          })}
        </h2>
      </Show>
      <p class="muted">
        {t(`admin.matches.reason.${props.match.reason}`)}{' '}
        {t('admin.matches.found', { date: formatShortDate(props.match.foundAt) })}.
      </p>
      <Comparison sides={props.match.sides} />
      <FormFailure text={keep.isError ? failureOf(keep.error).text : undefined} />
      <Show when={may('decide')}>
        <div class="row">
          <Show when={!bothSignIn()} fallback={<p class="small">{t('admin.matches.twoAccounts')}</p>}>
            <Button onClick={() => setJoining(true)}>{t('admin.matches.join')}</Button>
          </Show>
          <Button busy={keep.isPending} onClick={() => keep.mutate()}>
            {t('admin.matches.keepApart')}
          </Button>
        </div>
      </Show>
      <Show when={joining()}>
        <JoinClients match={props.match} onClose={() => setJoining(false)} />
      </Show>
    </article>
  );
}

type Fact = { name: string; of: (side: Side) => string | null };
const facts: Fact[] = [
  { name: t('admin.client.email'), of: ({ email }) => email },
  { name: t('admin.client.phone'), of: ({ phone }) => phone },
  { name: t('admin.client.company'), of: ({ company }) => company },
  { name: t('admin.client.companyNumber'), of: ({ companyNumber }) => companyNumber },
  { name: t('admin.client.birthDate'), of: ({ birthDate }) => birthDate && formatShortDate(birthDate) },
  { name: t('admin.client.language'), of: ({ language }) => language && languageName(language) },
  {
    name: t('admin.matches.addresses'),
    of: ({ addresses }) => addresses.map((one) => addressLines(one).join('\n')).join('\n\n') || null,
  },
  {
    name: t('admin.matches.systems'),
    of: ({ systems }) =>
      systems.map(({ name, ids }) => tn('admin.matches.ids', ids, { name })).join('\n') || null,
  },
  { name: t('admin.matches.services'), of: ({ services }) => formatNumber(services) },
  { name: t('admin.matches.invoices'), of: ({ invoices }) => formatNumber(invoices) },
  {
    name: t('admin.matches.account'),
    of: ({ hasAccount }) => t(hasAccount ? 'admin.matches.hasAccount' : 'admin.matches.noAccount'),
  },
  {
    name: t('admin.matches.request'),
    of: ({ hasPendingRequest }) =>
      t(hasPendingRequest ? 'admin.matches.hasRequest' : 'admin.matches.noRequest'),
  },
];

/** The roles are explicit because `display` removes the implicit ones on a phone. Differences are bold. */
function Comparison(props: { sides: Match['sides'] }): JSX.Element {
  const known = () => facts.filter(({ of }) => props.sides.some((side) => of(side) !== null));
  const differs = ({ of }: Fact) => of(props.sides[0]) !== of(props.sides[1]);
  return (
    <table class="comparison" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            <span class="unseen">{t('admin.matches.fact')}</span>
          </th>
          <For each={props.sides}>
            {(side) => (
              <th role="columnheader" scope="col">
                <PersonLink
                  person={{ ...side, email: t('admin.list.one', { number: side.number }) }}
                  number={t('admin.list.one', { number: side.number })}
                />
              </th>
            )}
          </For>
        </tr>
      </thead>
      <tbody role="rowgroup">
        <For each={known()}>
          {(fact) => (
            <tr role="row" classList={{ differs: differs(fact) }}>
              <th role="rowheader" scope="row">
                {fact.name}
              </th>
              <For each={props.sides}>
                {(side) => (
                  <td role="cell" class="as-written" dir="auto">
                    {fact.of(side) ?? <span class="muted">{t('admin.client.nothing')}</span>}
                  </td>
                )}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}
