import { type UseQueryResult } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import type { PersonalKind } from '../../../server/blacklist/schema.ts';
import type { Outcome } from '../../../server/personal-data/schema.ts';
import { formatNames, formatNumber, t, tn, tryText } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { createSettled } from '../../ui/settled.ts';
import { Letter } from '../notifications/Letter.tsx';

export type Preview = Outputs['admin']['requests']['preview'];
type Effect = Preview['tables'][number]['effect'];

const effects = ['deleted', 'starred', 'unlinked', 'kept'] as const;
/** The server derives the effects of the chosen outcome from the personal data map. */
export function createPreview(choices: {
  requestId: () => string;
  outcome: () => Outcome | undefined;
  blacklist: () => readonly PersonalKind[];
  reason: () => string;
}) {
  const { requestId, outcome } = choices;
  const settled = createSettled(choices.reason);
  const reason = () => settled() || undefined;
  return useQuery(() => ({
    queryKey: ['admin', 'requests', 'preview', requestId(), outcome(), choices.blacklist(), reason()],
    queryFn: () =>
      trpc.admin.requests.preview.query({
        requestId: requestId(),
        outcome: outcome() ?? 'refuse',
        blacklist: [...choices.blacklist()],
        reason: reason(),
      }),
    enabled: outcome() !== undefined,
    // The old message stays while the reason or the blacklist changes, but not for another outcome.
    placeholderData: (before, query) => (query?.queryKey[4] === outcome() ? before : undefined),
    staleTime: 0,
  }));
}

export const tableWords = (table: string) => tryText(`admin.tables.${table}`) ?? table;

export function EffectsPreview(props: { query: UseQueryResult<Preview>; outcome: Outcome }) {
  return (
    <Show when={props.outcome !== 'refuse'}>
      <div class="will-do" aria-live="polite">
        <h3>{t('admin.decision.willDo')}</h3>
        <Loaded query={props.query} skeleton={<Skeleton lines={3} />}>
          {(data) => (
            <>
              <Effects tables={data().tables} />
              <NotifiedSystems systems={data().systems} />
            </>
          )}
        </Loaded>
      </div>
    </Show>
  );
}

function Effects(props: { tables: Preview['tables'] }) {
  const sum = (effect: Effect) =>
    props.tables.reduce((rows, table) => rows + (table.effect === effect ? table.rows : 0), 0);
  const present = () => effects.filter((effect) => sum(effect) > 0);
  return (
    <Show when={present().length > 0} fallback={<p>{t('admin.decision.nothing')}</p>}>
      <ul>
        <For each={present()}>
          {(effect) => <li>{tn(`admin.decision.effect.${effect}`, sum(effect))}.</li>}
        </For>
      </ul>
      <details>
        <summary class="small">{t('admin.decision.byTable')}</summary>
        <TableByTable tables={props.tables.filter((table) => table.rows > 0)} />
      </details>
    </Show>
  );
}

/** The systems that are notified (GDPR Art. 19): with the person's id, with ids of what they sent, or without a name. */
function NotifiedSystems(props: { systems: Preview['systems'] }) {
  const lines = () => [
    ['withIds', props.systems.filter(({ linked }) => linked)] as const,
    ['withRecordIds', props.systems.filter(({ linked, handedIn }) => !linked && handedIn)] as const,
    ['withoutName', props.systems.filter(({ linked, handedIn }) => !linked && !handedIn)] as const,
  ];
  return (
    <For each={lines().filter(([, systems]) => systems.length > 0)}>
      {([words, systems]) => (
        <p>{t(`admin.notified.${words}`, { systems: formatNames(systems.map(({ name }) => name)) })}</p>
      )}
    </For>
  );
}

function TableByTable(props: { tables: Preview['tables'] }) {
  return (
    <table class="plain-table">
      <caption class="unseen">{t('admin.decision.byTable')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('admin.decision.table')}</th>
          <th scope="col">{t('admin.decision.happens')}</th>
          <th scope="col" class="end">
            {t('admin.decision.rows')}
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={props.tables}>
          {(table) => (
            <tr>
              <td>{tableWords(table.table)}</td>
              <td>{t(`admin.decision.effectWord.${table.effect}`)}</td>
              <td class="end">{formatNumber(table.rows)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

/** The exact message to the customer. A failed preview is already shown with the effects, which a refusal does not have. */
export function MessagePreview(props: { query: UseQueryResult<Preview>; outcome: Outcome }) {
  return (
    <Show when={props.outcome === 'refuse' || !props.query.isError}>
      <Loaded query={props.query} skeleton={<p class="message small muted">{t('common.loading')}</p>}>
        {(data) => (
          <Show when={data().message} fallback={<p class="field-hint">{t('admin.decision.noAddress')}</p>}>
            {(message) => (
              <details class="message">
                <summary class="small">{t('admin.decision.message')}</summary>
                <Letter {...message()} />
              </details>
            )}
          </Show>
        )}
      </Loaded>
    </Show>
  );
}
