import { A } from '@solidjs/router';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For, type JSX, Show } from 'solid-js';
import { isUsableStatement } from '../../../server/customers/rules.ts';
import { formatDate, languageName, t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useQuery } from '../../ui/query.ts';
import { toast } from '../../ui/Toast.tsx';
import { addressesQuery, profileQuery, refreshInventory, statementsQuery } from '../queries.ts';

type Statement = Outputs['customer']['statements']['list']['items'][number];
type Field = Statement['field'];
type Choice = 'take_over' | 'keep';

/** Beside a field: the different values that connected systems have for it. */
export function FieldStatements(props: { field: Field; words?: (value: string) => JSX.Element }) {
  const query = useQuery(() => statementsQuery);
  const statements = () => query.data?.items.filter(({ field }) => field === props.field) ?? [];
  const words = (value: string) => props.words?.(value) ?? valueWords(props.field, value);
  return (
    <For each={statements()}>
      {(statement) => (
        <Show
          when={!statement.settled}
          fallback={
            <p class="small muted">
              {t(`customer.statements.${statement.field}`, { name: statement.systemName })}{' '}
              {words(statement.value)}.{' '}
              {t(statement.notified ? 'customer.statements.notified' : 'customer.statements.settled', {
                name: statement.systemName,
              })}
            </p>
          }
        >
          <StatementsSection of={statement}>{words(statement.value)}</StatementsSection>
        </Show>
      )}
    </For>
  );
}

const valueWords = (field: Field, value: string): JSX.Element => {
  if (field === 'birthDate' && isUsableStatement(field, value)) return <strong>{formatDate(value)}</strong>;
  return (
    <strong>
      <bdi>{field === 'language' ? languageName(value) : value}</bdi>
    </strong>
  );
};

function createSettling(of: () => Statement) {
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all([
      ...[statementsQuery, profileQuery, addressesQuery, meQuery].map(({ queryKey }) =>
        queries.invalidateQueries({ queryKey }),
      ),
      refreshInventory(queries),
    ]);
  return useMutation(() => ({
    mutationFn: async (choice: Choice) => {
      const { systemId, field, reportedAt } = of();
      if (field === 'email') return;
      await trpc.customer.statements.settle.mutate({ systemId, field, reportedAt, choice });
    },
    onSuccess: (_, choice) => toast(t(`customer.statements.done.${choice}`)),
    // Also after a refusal: the system may have sent another value meanwhile.
    onSettled: () => refresh().then(() => moveFocusTo()),
  }));
}

function StatementsSection(props: { of: Statement; children: JSX.Element }) {
  const settle = createSettling(() => props.of);
  const isBusy = (choice: Choice) => settle.isPending && settle.variables === choice;
  return (
    <Notice
      tone="accent"
      action={
        <Show
          when={props.of.field !== 'email'}
          fallback={<A href="/account/sign-in-details">{t('customer.profile.emailChange')}</A>}
        >
          <div class="row">
            <Show when={isUsableStatement(props.of.field, props.of.value)}>
              <Button size="small" busy={isBusy('take_over')} onClick={() => settle.mutate('take_over')}>
                {t('customer.statements.takeOver')}
              </Button>
            </Show>
            <Button size="small" busy={isBusy('keep')} onClick={() => settle.mutate('keep')}>
              {t('customer.statements.keep')}
            </Button>
          </div>
        </Show>
      }
    >
      <p>
        {t(`customer.statements.${props.of.field}`, { name: props.of.systemName })} {props.children}
      </p>
      <Show when={props.of.field === 'email'}>
        <p class="small muted">{t('customer.statements.emailText')}</p>
      </Show>
      <FormFailure text={settle.isError ? failureOf(settle.error).text : undefined} />
    </Notice>
  );
}
