import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { formatDate, formatNames, t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { failureOf } from '../../ui/failure.ts';
import { moveFocusTo } from '../../ui/focus.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { toast } from '../../ui/Toast.tsx';
import { consentQuery, refreshInventory } from '../queries.ts';
import { ConsentHistory } from './ConsentHistory.tsx';
import '../personal-data.css';

type Status = Outputs['customer']['consents']['status'];

/** Read, give and withdraw consent. Withdrawing is as easy as giving: one press (GDPR Art. 7(3)). */
export function Authorization(props: { required: boolean; off?: boolean }) {
  const status = useQuery(() => consentQuery);
  return (
    <Section
      id="authorization"
      title={t('customer.authorization.title')}
      text={t('customer.authorization.what')}
      aside={
        <Show when={status.isSuccess}>
          <Badge tone={status.data?.granted ? 'done' : props.required ? 'waits' : 'neutral'}>
            {status.data?.granted
              ? t('customer.authorization.granted')
              : t('customer.authorization.notGranted')}
          </Badge>
        </Show>
      }
    >
      <Loaded query={status}>{(data) => <Consent status={data()} off={props.off ?? false} />}</Loaded>
      <ConsentHistory />
    </Section>
  );
}

function createConsent() {
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['customer', 'consents'] }),
      queries.invalidateQueries({ queryKey: meQuery.queryKey }),
      refreshInventory(queries),
    ]).then(() => moveFocusTo(() => document.getElementById('authorization')));
  const grant = useMutation(() => ({
    mutationFn: (textVersion: number) => trpc.customer.consents.grant.mutate({ textVersion }),
    onSuccess: () => toast(t('customer.authorization.didGrant')),
    onSettled: refresh,
  }));
  const withdraw = useMutation(() => ({
    mutationFn: () => trpc.customer.consents.withdraw.mutate({}),
    onSuccess: () => toast(t('customer.authorization.didWithdraw')),
    onSettled: refresh,
  }));
  const failure = () => {
    // Forget the failure of one action once the other has succeeded.
    const { error } = grant.submittedAt > withdraw.submittedAt ? grant : withdraw;
    return error ? failureOf(error).text : undefined;
  };
  return { grant, withdraw, failure };
}

/** While Personal Data Management is off, a customer can withdraw a consent but not give one. */
function Consent(props: { status: Status; off: boolean }) {
  const consent = createConsent();
  const outdated = () => props.status.granted && props.status.grantedVersion !== props.status.textVersion;
  return (
    <>
      <blockquote class="consent-text" tabindex="0" aria-label={t('customer.authorization.text')}>
        {props.status.text}
      </blockquote>
      <Show when={props.status.purposes.length > 0}>
        <p class="small">
          {t('customer.authorization.covers', { purposes: formatNames(props.status.purposes) })}
        </p>
      </Show>
      <p class="small muted">
        {t('customer.authorization.version', { version: props.status.textVersion })}{' '}
        <Show when={props.status.granted && !outdated() && props.status.since}>
          {(since) => t('customer.authorization.since', { date: formatDate(since()) })}
        </Show>
      </p>
      <Show when={outdated()}>
        <Notice tone="accent">
          <p>
            {t('customer.authorization.outdated', {
              version: props.status.grantedVersion ?? 0,
              date: props.status.since ? formatDate(props.status.since) : '',
            })}
          </p>
        </Notice>
      </Show>
      <FormFailure text={consent.failure()} />
      <div class="row">
        <Show when={!props.off && (!props.status.granted || outdated())}>
          <Button
            tone="primary"
            busy={consent.grant.isPending}
            onClick={() => consent.grant.mutate(props.status.textVersion)}
          >
            {t('customer.authorization.grant')}
          </Button>
        </Show>
        <Show when={props.status.granted}>
          <Button busy={consent.withdraw.isPending} onClick={() => consent.withdraw.mutate()}>
            {t('customer.authorization.withdraw')}
          </Button>
        </Show>
      </div>
      <p class="small muted">
        {props.status.granted
          ? t('customer.authorization.afterWithdraw')
          : t('customer.authorization.afterGrant')}
      </p>
    </>
  );
}
