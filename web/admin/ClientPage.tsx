import { useParams } from '@solidjs/router';
import FilePlus from 'lucide-solid/icons/file-plus';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { addressLines } from '../address.ts';
import { formatDate, t } from '../i18n.ts';
import { type Outputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Loaded } from '../ui/Loaded.tsx';
import { Page, Section } from '../ui/Page.tsx';
import { useQuery } from '../ui/query.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import {
  ClientConsents,
  ClientDownloads,
  ClientInvoices,
  ClientRequests,
  ClientServices,
} from './ClientTables.tsx';
import { EnterRequest } from './EnterRequest.tsx';
import { Unblock } from './Unblock.tsx';
import { StateBadge } from './words.tsx';
import './client-page.css';

type Client = Outputs['admin']['customers']['get'];

/** One client: who they are and everything that stands with them. */
export default function ClientPage() {
  const params = useParams<{ customerId: string }>();
  const [entering, setEntering] = createSignal(false);
  const query = useQuery(() => ({
    queryKey: ['admin', 'clients', 'one', params.customerId],
    queryFn: () => trpc.admin.customers.get.query({ customerId: params.customerId }),
  }));
  const client = () => query.data;
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
              <Show when={known().state === 'blocked'}>
                <Unblock customerId={known().customerId} />
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
            <Sections client={data()} />
            <Show when={entering()}>
              <EnterRequest customerId={data().customerId} onClose={() => setEntering(false)} />
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

function Sections(props: { client: Client }) {
  return (
    <>
      <div class="client-top">
        <Section title={t('admin.client.profile')}>
          <Facts items={profileOf(props.client)} />
        </Section>
        <Section title={t('admin.client.addresses')}>
          <Addresses client={props.client} />
        </Section>
      </div>
      <ClientRequests client={props.client} />
      <ClientConsents client={props.client} />
      <ClientDownloads client={props.client} />
      <ClientServices client={props.client} />
      <ClientInvoices client={props.client} />
    </>
  );
}

const orNothing = (value: string | null): JSX.Element =>
  value ?? <span class="muted">{t('admin.client.nothing')}</span>;

const profileOf = (client: Client) => [
  { name: t('admin.client.email'), value: orNothing(client.email) },
  { name: t('admin.client.phone'), value: orNothing(client.phone) },
  { name: t('admin.client.company'), value: orNothing(client.company) },
  { name: t('admin.client.companyNumber'), value: orNothing(client.companyNumber) },
  { name: t('admin.client.birthDate'), value: orNothing(client.birthDate && formatDate(client.birthDate)) },
  { name: t('admin.client.language'), value: orNothing(client.language && languageName(client.language)) },
  { name: t('admin.client.since'), value: formatDate(client.createdAt) },
  ...(client.closedAt ? [{ name: t('admin.client.closed'), value: formatDate(client.closedAt) }] : []),
];

const languages = new Intl.DisplayNames('en', { type: 'language' });
/** A tag may say more than the browser has words for. */
function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

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
