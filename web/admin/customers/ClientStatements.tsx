import { useMutation } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { isUsableStatement } from '../../../server/customers/rules.ts';
import { addressLines } from '../../address.ts';
import { formatShortDate, languageName, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { Section } from '../../ui/Page.tsx';
import { toast } from '../../ui/Toast.tsx';
import { useRefreshPeople } from '../matches/matches.ts';
import { may } from '../rights.ts';
import './client-statements.css';

type Client = Outputs['admin']['customers']['get'];
type Statement = Outputs['admin']['customers']['statements']['items'][number];
type Address = Client['addresses'][number];

/** Values of connected systems that differ from ours: an admin uses theirs or keeps ours. */
export function ClientStatements(props: { client: Client; statements: readonly Statement[] }) {
  return (
    <Show when={props.statements.length > 0}>
      <Section id="statements" title={t('admin.statements.title')} text={t('admin.statements.lead')}>
        <ul class="statements">
          <For each={props.statements}>
            {(statement) => <StatementItem client={props.client} statement={statement} />}
          </For>
        </ul>
      </Section>
    </Show>
  );
}

function StatementItem(props: { client: Client; statement: Statement }) {
  const theirs = () => valueWords(props.statement.field, props.statement.value);
  const ours = () =>
    props.statement.field === 'addresses'
      ? addressesAsText(props.client.addresses)
      : valueWords(props.statement.field, props.client[props.statement.field]);
  return (
    <li>
      <div class="row">
        <h3>{t(`admin.statements.field.${props.statement.field}`)}</h3>
        <Show when={props.statement.settled}>
          <Badge>{t('admin.statements.settled')}</Badge>
        </Show>
      </div>
      <dl>
        <div>
          <dt>
            {t('admin.statements.says', {
              system: props.statement.systemName,
              date: formatShortDate(props.statement.reportedAt),
            })}
          </dt>
          <dd class="as-written" dir="auto">
            {theirs()}
          </dd>
        </div>
        <div>
          <dt>{t('admin.statements.held')}</dt>
          <dd class="as-written" dir="auto">
            {ours() || <span class="muted">{t('admin.client.nothing')}</span>}
          </dd>
        </div>
      </dl>
      <Show when={may('decide') && props.client.state === 'open'}>
        <Settling client={props.client} statement={props.statement} />
      </Show>
    </li>
  );
}

function Settling(props: { client: Client; statement: Statement }) {
  const refresh = useRefreshPeople();
  const settle = useMutation(() => ({
    mutationFn: (choice: 'take_over' | 'keep') => {
      const { systemId, field, reportedAt } = props.statement;
      const { customerId } = props.client;
      return trpc.admin.customers.settleStatement.mutate({ customerId, systemId, field, reportedAt, choice });
    },
    onSuccess: async (_done, choice) => {
      toast(t(choice === 'keep' ? 'admin.statements.kept' : 'admin.statements.takenOver'));
      await refresh();
      moveFocusTo(() => document.getElementById('statements'));
    },
  }));
  const names = () => ({
    system: props.statement.systemName,
    field: t(`admin.statements.field.${props.statement.field}`),
  });
  const isSignIn = () => props.statement.field === 'email' && props.client.hasAccount;
  return (
    <>
      <FormFailure text={settle.isError ? failureOf(settle.error).text : undefined} />
      <Show when={isSignIn()}>
        <p class="small muted">{t('admin.statements.signIn')}</p>
      </Show>
      <div class="row">
        <Show when={!isSignIn() && isUsableStatement(props.statement.field, props.statement.value)}>
          <Button
            size="small"
            aria-label={t('admin.statements.takeOverOf', names())}
            busy={settle.isPending && settle.variables === 'take_over'}
            onClick={() => settle.mutate('take_over')}
          >
            {t('admin.statements.takeOver')}
          </Button>
        </Show>
        <Show when={!props.statement.settled}>
          <Button
            size="small"
            aria-label={t('admin.statements.keepOf', names())}
            busy={settle.isPending && settle.variables === 'keep'}
            onClick={() => settle.mutate('keep')}
          >
            {t('admin.statements.keep')}
          </Button>
        </Show>
      </div>
    </>
  );
}

function valueWords(field: Statement['field'], value: string | null): string | null {
  if (value === null) return null;
  if (field === 'birthDate' && isUsableStatement(field, value)) return formatShortDate(value);
  if (field === 'language') return languageName(value);
  return field === 'addresses' ? addressesAsText(JSON.parse(value) as Address[]) : value;
}

const addressesAsText = (addresses: readonly Address[]): string =>
  addresses.map((one) => addressLines(one).join('\n')).join('\n\n');
