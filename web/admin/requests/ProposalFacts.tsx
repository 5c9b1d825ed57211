import { formatZonedTime, t } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';

export type Proposal = NonNullable<Outputs['admin']['requests']['get']['proposal']>;

/** What is proposed, by whom, and until when it stands. */
export function ProposalFacts(props: { proposal: Proposal }) {
  const kinds = () => props.proposal.blacklist.map((kind) => t(`admin.entries.kinds.${kind}`)).join(', ');
  return (
    <Facts
      items={[
        { name: t('admin.proposals.outcome'), value: t(`admin.decision.outcome.${props.proposal.outcome}`) },
        { name: t('admin.proposals.proposedBy'), value: <bdi>{proposerWords(props.proposal)}</bdi> },
        { name: t('admin.proposals.expires'), value: formatZonedTime(props.proposal.expiresAt) },
        { name: t('admin.decision.blacklist'), value: kinds() || t('admin.proposals.none') },
        {
          name: t('admin.proposals.notify'),
          value: t(props.proposal.notify ? 'admin.proposals.yes' : 'admin.proposals.no'),
        },
        ...reasonOf(props.proposal),
      ]}
    />
  );
}

const proposerWords = ({ proposedBy, proposedAt }: Proposal): string =>
  t('admin.proposals.on', { name: proposedBy, date: formatZonedTime(proposedAt) });

const reasonOf = ({ reason }: Proposal) =>
  reason === null
    ? []
    : [
        {
          name: t('admin.request.reason'),
          value: (
            <p class="as-written" dir="auto">
              {reason}
            </p>
          ),
        },
      ];

/** Above the decision: what was proposed cannot be approved any more, and may be proposed again. */
export function OutdatedProposal(props: { proposal: Proposal }) {
  return (
    <Notice tone="waits" title={t('admin.proposals.outdatedTitle')} live>
      <p>
        {t('admin.proposals.outdated', {
          name: props.proposal.proposedBy,
          date: formatZonedTime(props.proposal.proposedAt),
          outcome: t(`admin.decision.outcome.${props.proposal.outcome}`),
        })}
      </p>
    </Notice>
  );
}
