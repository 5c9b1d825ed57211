import { useParams } from '@solidjs/router';
import FilePlus from 'lucide-solid/icons/file-plus';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { addressLines } from '../../address.ts';
import { formatShortDate, languageName, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page, Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ClientMatches } from '../matches/ClientMatches.tsx';
import { EnterRequest } from '../requests/EnterRequest.tsx';
import { may } from '../rights.ts';
import { StateBadge } from '../words.tsx';
import { ClientInvoices, ClientServices } from './ClientContracts.tsx';
import { ClientConsents, ClientDownloads, ClientRequests } from './ClientHistory.tsx';
import { ClientStatements } from './ClientStatements.tsx';
import { RefusedIds } from './RefusedIds.tsx';
import { ResetSecondFactor } from './ResetSecondFactor.tsx';
import { Unblock } from './Unblock.tsx';
import './client-page.css';

type Client = Outputs['admin']['customers']['get'];

/** After a join, an old link leads to the joined client. Only `get` follows it, so the lists are asked for again. */
const loadClient = (customerId: string) =>
  loadAll(customerId).catch(async (error: unknown) => {
    const client = await trpc.admin.customers.get.query({ customerId });
    if (client.customerId === customerId) throw error;
    return loadAll(client.customerId);
  });

/** In one call, so that no late part pushes another away. */
async function loadAll(customerId: string) {
  const [client, matches, statements, refusedIds] = await Promise.all([
    trpc.admin.customers.get.query({ customerId }),
    trpc.admin.matches.list.query({ customerId }),
    trpc.admin.customers.statements.query({ customerId }),
    trpc.admin.customers.refusedIds.query({ customerId }),
  ]);
  return { client, matches, statements: statements.items, refusedIds };
}
type ClientData = Awaited<ReturnType<typeof loadAll>>;

/** One client, with everything that Lethe stores about them. */
export default function ClientPage() {
  const params = useParams<{ customerId: string }>();
  const [entering, setEntering] = createSignal(false);
  const query = useQuery(() => ({
    queryKey: ['admin', 'clients', 'one', params.customerId],
    queryFn: () => loadClient(params.customerId),
  }));
  const client = () => query.data?.client;
  const title = () => {
    const known = client();
    if (!known) return t('admin.list.client');
    const named = known.state === 'starred' ? null : known.fullName;
    return named ?? t('admin.list.one', { number: known.number });
  };
  return (
    <Page
      title={title()}
      crumbs={[t('admin.clients'), { label: t('admin.allClients'), href: '/admin/clients' }]}
      actions={
        <Show when={client()}>
          {(known) => (
            <>
              <StateBadge state={known().state} />
              <Show when={may('decide') && known().state === 'blocked'}>
                <Unblock customerId={known().customerId} />
              </Show>
              <Show when={may('decide') && known().state === 'open' && known().twoFactor}>
                <ResetSecondFactor customerId={known().customerId} />
              </Show>
              <Show when={known().state !== 'starred'}>
                <Button icon={<FilePlus size={18} />} onClick={() => setEntering(true)}>
                  {t('admin.client.enter')}
                </Button>
              </Show>
            </>
          )}
        </Show>
      }
    >
      <Loaded query={query} skeleton={<Waiting />}>
        {(data) => (
          <>
            <Sections {...data()} />
            <Show when={entering()}>
              <EnterRequest customerId={data().client.customerId} onClose={() => setEntering(false)} />
            </Show>
          </>
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

function Sections(props: ClientData) {
  return (
    <>
      <ClientMatches customerId={props.client.customerId} first={props.matches} />
      <div class="client-top">
        <Section title={t('admin.client.profile')}>
          <Facts items={profileOf(props.client)} />
        </Section>
        <Section title={t('admin.client.addresses')}>
          <Addresses client={props.client} />
        </Section>
      </div>
      <ClientStatements client={props.client} statements={props.statements} />
      <ClientRequests client={props.client} />
      <ClientConsents client={props.client} />
      <ClientDownloads client={props.client} />
      <ClientServices client={props.client} />
      <ClientInvoices client={props.client} />
      <RefusedIds customerId={props.client.customerId} first={props.refusedIds} />
    </>
  );
}

const orNothing = (value: string | null): JSX.Element =>
  value ?? <span class="muted">{t('admin.client.nothing')}</span>;

function accountOf({ hasAccount, state }: Client): string {
  if (!hasAccount) return t('admin.matches.noAccount');
  return t(state === 'open' ? 'admin.matches.hasAccount' : 'admin.client.accountClosed');
}

const profileOf = (client: Client) => [
  { name: t('admin.client.number'), value: String(client.number) },
  { name: t('admin.client.email'), value: orNothing(client.email) },
  { name: t('admin.client.phone'), value: orNothing(client.phone) },
  { name: t('admin.client.company'), value: orNothing(client.company) },
  { name: t('admin.client.companyNumber'), value: orNothing(client.companyNumber) },
  {
    name: t('admin.client.birthDate'),
    value: orNothing(client.birthDate && formatShortDate(client.birthDate)),
  },
  { name: t('admin.client.language'), value: orNothing(client.language && languageName(client.language)) },
  {
    name: t('admin.matches.account'),
    value: accountOf(client),
  },
  { name: t('admin.client.since'), value: formatShortDate(client.createdAt) },
  ...(client.closedAt ? [{ name: t('admin.client.closed'), value: formatShortDate(client.closedAt) }] : []),
];

function Addresses(props: { client: Client }) {
  return (
    <Show
      when={props.client.addresses.length > 0}
      fallback={<p class="muted">{t('admin.client.noAddresses')}</p>}
    >
      <ul class="stack">
        <For each={props.client.addresses}>
          {(address) => (
            <li>
              <Show when={address.label}>
                <p class="small muted">{address.label}</p>
              </Show>
              <p class="as-written">{addressLines(address).join('\n')}</p>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
