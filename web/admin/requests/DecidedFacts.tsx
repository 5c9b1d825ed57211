import { Show } from 'solid-js';
import { PersonalKind } from '../../../server/blacklist/schema.ts';
import { waitingDaysOf } from '../../../server/requests/rules.ts';
import { formatZonedTime, t, tn } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { reasonOf } from '../notifications/delivery-reason.ts';
import { SendAgain } from '../notifications/SendAgain.tsx';
import { may } from '../rights.ts';

type Request = Outputs['admin']['requests']['get'];

/** The rule of an automatic decision, in words; an unknown rule by its name. */
function ruleWords(rule: string) {
  const days = waitingDaysOf(rule);
  return days === null
    ? t('admin.request.decidedBySystem', { rule })
    : tn('admin.request.decidedByWaiting', days);
}

/** Who decided: an admin by name, or Lethe by a rule. */
export function deciderWords({ decidedAutomatically, decidedByRule, decidedBy }: Request) {
  if (decidedAutomatically) return ruleWords(decidedByRule ?? '');
  return decidedBy ?? t('admin.request.decidedByAdmin');
}

/** Of a pending request: what is not known yet, or stands in the proposal beside. */
function laterWords({ awaitsApproval, proposal }: Request): string {
  if (awaitsApproval && proposal?.isOutdated !== true) return t('admin.proposals.asProposed');
  return t(may('decide') ? 'admin.request.later' : 'admin.request.laterByOthers');
}

/** The kinds that the decision blacklisted; Lethe does not store the values. */
export function blacklistedWords(request: Request) {
  const { status, blacklistedKinds } = request;
  if (status === 'pending') return laterWords(request);
  const kinds = PersonalKind.options.filter((kind) => blacklistedKinds.includes(kind));
  if (kinds.length === 0) return t('admin.request.nothingBlacklisted');
  return kinds.map((kind) => t(`admin.entries.kinds.${kind}`)).join(', ');
}

/** Whether there never was an address to write to. A starred person had one until the decision. */
const hasNoAddress = ({ customerId, customerState, email }: Request): boolean =>
  customerId !== null && customerState !== 'starred' && email === null;

/** Whether address and text are erased, or when they are. */
function keptWords({ scrubbed, status, deadlineAt }: NonNullable<Request['letter']>): string {
  if (scrubbed) return t('admin.request.scrubbed');
  return status === 'failed'
    ? t('admin.request.kept', { date: formatZonedTime(deadlineAt) })
    : t('admin.request.notScrubbed');
}

/** Whether the message about the outcome was sent, and whether its address is erased. */
export function LetterFacts(props: { request: Request }) {
  const without = () => {
    if (hasNoAddress(props.request)) return t('admin.request.noAddress');
    return props.request.status === 'pending' ? laterWords(props.request) : t('admin.request.noLetter');
  };
  return (
    <Show when={props.request.letter} fallback={without()}>
      {(letter) => (
        <>
          {t(`admin.request.letter.${letter().status}`, {
            date: formatZonedTime(letter().finishedAt ?? letter().deadlineAt),
          })}
          <Show when={letter().code}>
            {(code) => (
              <span class="second">{t('admin.request.letterReason', { reason: reasonOf(code()) })}</span>
            )}
          </Show>
          <span class="second">{keptWords(letter())}</span>
          <Show when={may('customers') && letter().canBeSentAgain}>
            <div class="row">
              <SendAgain messageId={letter().messageId} what={t('admin.request.sendNotification')} />
            </div>
          </Show>
        </>
      )}
    </Show>
  );
}
