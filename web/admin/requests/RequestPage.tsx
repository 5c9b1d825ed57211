import { useParams } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, Match, onMount, Show, Switch } from 'solid-js';
import { formatShortDate, t } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page, Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { toast } from '../../ui/Toast.tsx';
import { MayAlsoBe } from '../matches/MayAlsoBe.tsx';
import { may } from '../rights.ts';
import { settingsQuery } from '../settings/configuration.ts';
import { Off } from '../settings/Off.tsx';
import { NotifiedSystems } from '../systems/NotifiedSystems.tsx';
import { RequestBadge } from './ApprovalsWanted.tsx';
import { DecidedNow, DecidedSummary } from './DecidedPanel.tsx';
import { DecisionPanel } from './DecisionPanel.tsx';
import { OutdatedProposal } from './ProposalFacts.tsx';
import { ProposalPanel } from './ProposalPanel.tsx';
import { refreshRequests } from './pending.ts';
import { RequestFacts } from './RequestFacts.tsx';
import './request-page.css';

type Request = Outputs['admin']['requests']['get'];
type Decided = Outputs['admin']['requests']['decide'];

const letterSeconds = 5;
const systemsSeconds = 15;

/** One request: facts at the left, the decision at the right. Keyed, so that another request starts afresh. */
export default function RequestPage() {
  const params = useParams<{ requestId: string }>();
  return (
    <Show when={params.requestId} keyed>
      {(requestId) => <OneRequest requestId={requestId} />}
    </Show>
  );
}

function OneRequest(props: { requestId: string }) {
  const query = useQuery(() => ({
    queryKey: ['admin', 'requests', 'one', props.requestId],
    queryFn: () => trpc.admin.requests.get.query({ requestId: props.requestId }),
    // The page is still about to change until the message is sent and every system has answered.
    refetchInterval: ({ state }) => {
      if (state.data?.letter?.status === 'queued') return letterSeconds * 1000;
      return state.data?.waitingSystems || state.data?.proposal ? systemsSeconds * 1000 : false;
    },
  }));
  const number = () => (query.isSuccess ? query.data.number : undefined);
  return (
    <Page
      title={number() ? t('admin.requests.one', { number: number() ?? '' }) : t('admin.request.title')}
      crumbs={[
        t('admin.clients'),
        { label: t('admin.personalDataManagement'), href: '/admin/personal-data' },
        t('admin.requests.title'),
      ]}
      actions={
        <Show when={query.isSuccess && query.data}>{(data) => <RequestBadge request={data()} />}</Show>
      }
    >
      <Loaded query={query} skeleton={<Waiting />}>
        {(data) => <Request request={data()} />}
      </Loaded>
    </Page>
  );
}

function Waiting() {
  return (
    <div class="request-page">
      <div class="section">
        <Skeleton lines={12} />
      </div>
      <div class="section">
        <Skeleton lines={8} />
      </div>
    </div>
  );
}

function Request(props: { request: Request }) {
  const queries = useQueryClient();
  const [result, setResult] = createSignal<Decided>();
  const [lost, setLost] = createSignal<{ reason: string }>();
  const decided = (answer: Decided) => {
    setResult(answer);
    void refreshRequests(queries);
  };
  const proposed = () => {
    toast(t('admin.proposals.proposed'));
    void refreshRequests(queries);
  };
  const overtaken = (reason: string) => {
    setLost({ reason });
    void refreshRequests(queries);
  };
  return (
    <div class="request-page">
      <div class="known-place">
        <Section title={t('admin.request.facts')}>
          <RequestFacts request={props.request} />
        </Section>
        <NotifiedSystems request={props.request} />
      </div>
      <div class="decision-place">
        <Show when={lost()} keyed>
          {({ reason }) => <Overtaken reason={reason} />}
        </Show>
        <Switch fallback={<DecidedSummary request={props.request} />}>
          <Match when={result()}>
            {(answer) => <DecidedNow decided={answer()} request={props.request} />}
          </Match>
          <Match when={props.request.status === 'pending'}>
            <Show when={props.request.automaticOn}>
              {(day) => (
                <Notice tone="accent">
                  <p>{t('admin.request.automatic', { date: formatShortDate(day()) })}</p>
                </Notice>
              )}
            </Show>
            <PendingDecision
              request={props.request}
              onDecided={decided}
              onProposed={proposed}
              onOvertaken={overtaken}
            />
          </Match>
        </Switch>
      </div>
    </div>
  );
}

/** The form of the decision, or the proposal that waits for approval, as the viewer may use it. */
function PendingDecision(props: {
  request: Request;
  onDecided: (decided: Decided) => void;
  onProposed: () => void;
  onOvertaken: (reason: string) => void;
}) {
  const settings = useQuery(() => settingsQuery);
  const isOff = () => settings.isSuccess && !settings.data.enabled;
  const standing = () => (props.request.proposal?.isOutdated === false ? props.request.proposal : undefined);
  return (
    <>
      <MayAlsoBe request={props.request} />
      <Show when={may('decide') && props.request.proposal?.isOutdated && props.request.proposal}>
        {(proposal) => <OutdatedProposal proposal={proposal()} />}
      </Show>
      <Switch
        fallback={
          <DecisionPanel
            request={props.request}
            onDecided={props.onDecided}
            onProposed={props.onProposed}
            onOvertaken={props.onOvertaken}
          />
        }
      >
        <Match when={isOff()}>
          <Off />
        </Match>
        <Match when={!may('decide')}>
          <Section title={t('admin.decision.title')}>
            <p class="muted">
              {t(props.request.proposal ? 'admin.proposals.others' : 'admin.request.waitsForOthers')}
            </p>
          </Section>
        </Match>
        <Match when={standing()}>
          {(proposal) => (
            <ProposalPanel request={props.request} proposal={proposal()} onDecided={props.onDecided} />
          )}
        </Match>
      </Switch>
    </>
  );
}

/** Somebody else was faster. The typed reason stays, to be read and copied. */
function Overtaken(props: { reason: string }) {
  let place: HTMLDivElement | undefined;
  // The form that had the focus is gone, so this notice takes it.
  onMount(() => place?.focus());
  return (
    <div
      class="overtaken"
      tabindex="-1"
      ref={(element) => {
        place = element;
      }}
    >
      <Notice tone="waits" title={t('admin.decision.lostTitle')} live>
        <p>{t('admin.decision.lostText')}</p>
        <Show when={props.reason}>
          <p class="small muted">{t('admin.decision.lostReason')}</p>
          <p class="as-written" dir="auto">
            {props.reason}
          </p>
        </Show>
      </Notice>
    </div>
  );
}
