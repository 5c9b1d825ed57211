import { type RouteSectionProps, useLocation } from '@solidjs/router';
import Ban from 'lucide-solid/icons/ban';
import Inbox from 'lucide-solid/icons/inbox';
import KeyRound from 'lucide-solid/icons/key-round';
import Mail from 'lucide-solid/icons/mail';
import ScrollText from 'lucide-solid/icons/scroll-text';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import UserCog from 'lucide-solid/icons/user-cog';
import Users from 'lucide-solid/icons/users';
import UsersRound from 'lucide-solid/icons/users-round';
import Waypoints from 'lucide-solid/icons/waypoints';
import Webhook from 'lucide-solid/icons/webhook';
import { createComputed, onCleanup, Show, Suspense } from 'solid-js';
import { Entrance, leave } from '../Entrance.tsx';
import { t, tn } from '../i18n.ts';
import { OperatorLogo } from '../OperatorLogo.tsx';
import { Bubble } from '../ui/Bubble.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { type MenuGroup, type MenuItem, Shell } from '../ui/Shell.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { createMatchCount } from './matches/matches.ts';
import { createPendingCount, type waitingRequests } from './requests/pending.ts';
import { may, type Right, showRights } from './rights.ts';

const home = '/admin/personal-data';

/** The frame of the admin area, for administrators only. */
export default function AdminArea(props: RouteSectionProps) {
  return (
    <Entrance role="admin">
      {(me) => (
        <AdminShell
          rights={me().rights}
          fullName={me().fullName}
          mailbox={me().mailbox}
          secondFactorMissing={me().secondFactorMissing}
        >
          {props.children}
        </AdminShell>
      )}
    </Entrance>
  );
}

type Waiting = ReturnType<typeof waitingRequests>;
/** One number for what waits; a second one for what waits for this admin's approval. */
const bubble = ({ count, toApprove }: Waiting) => (
  <>
    <Bubble count={toApprove} words={tn('admin.proposals.toApprove', toApprove)} tone="accent" />
    <Bubble count={count} words={tn('admin.pending', count)} />
  </>
);
const waitingWords = ({ count, toApprove }: Waiting): string =>
  [tn('admin.pending', count), ...(toApprove > 0 ? [tn('admin.proposals.toApprove', toApprove)] : [])].join(
    ', ',
  );

/** Only what the role may open. */
const ifMay = (right: Right, item: MenuItem): MenuItem[] => (may(right) ? [item] : []);

const menu = (pending: Waiting, matches: number, mailbox: boolean): MenuGroup[] => [
  {
    label: t('admin.clients'),
    bubble: bubble(pending),
    items: [
      ...ifMay('requests', {
        href: '/admin/clients',
        label: t('admin.allClients'),
        icon: <Users size={18} />,
      }),
      {
        href: home,
        label: t('admin.personalDataManagement'),
        icon: <ShieldCheck size={18} />,
        bubble: bubble(pending),
      },
      ...ifMay('customers', {
        href: '/admin/matches',
        label: t('admin.matches.title'),
        icon: <UsersRound size={18} />,
        bubble: <Bubble count={matches} words={tn('admin.matches.waiting', matches)} />,
      }),
      ...ifMay('customers', {
        href: '/admin/blacklist',
        label: t('admin.blacklist'),
        icon: <Ban size={18} />,
      }),
      ...ifMay('audit', {
        href: '/admin/audit',
        label: t('admin.audit.title'),
        icon: <ScrollText size={18} />,
      }),
    ],
  },
  {
    label: t('admin.settings'),
    items: [
      { href: '/admin/templates', label: t('admin.notificationTemplates'), icon: <Mail size={18} /> },
      { href: '/admin/systems', label: t('admin.keys.title'), icon: <Waypoints size={18} /> },
      ...ifMay('keys', {
        href: '/admin/webhooks',
        label: t('admin.webhooks.title'),
        icon: <Webhook size={18} />,
      }),
      { href: '/admin/team', label: t('admin.team.title'), icon: <UserCog size={18} /> },
      { href: '/admin/sign-in-details', label: t('account.details.title'), icon: <KeyRound size={18} /> },
    ],
  },
  ...(mailbox && may('customers')
    ? [{ items: [{ href: '/admin/mailbox', label: t('admin.mailbox'), icon: <Inbox size={18} /> }] }]
    : []),
];

function AdminShell(props: {
  rights: readonly Right[];
  fullName: string;
  mailbox: boolean;
  secondFactorMissing: boolean;
  children?: RouteSectionProps['children'];
}) {
  createComputed(() => showRights(props.rights));
  onCleanup(() => showRights([]));
  const pending = createPendingCount();
  const matches = createMatchCount();
  return (
    <Shell
      home={home}
      groups={menu(pending(), matches(), props.mailbox)}
      waiting={{ count: pending().count, words: waitingWords(pending()) }}
      name={props.fullName}
      onSignOut={leave}
      logo={(place) => <OperatorLogo place={place} />}
    >
      <Show when={props.secondFactorMissing && may('decide')}>
        <SecondFactorMissing />
      </Show>
      <Suspense fallback={<Skeleton lines={8} />}>{props.children}</Suspense>
    </Shell>
  );
}

const SIGN_IN_DETAILS = '/admin/sign-in-details';

/** Leads to where it is set up, from every page but that one. */
function SecondFactorMissing() {
  const location = useLocation();
  return (
    <Show when={location.pathname !== SIGN_IN_DETAILS}>
      <Notice
        tone="waits"
        title={t('account.twoFactor.missingTitle')}
        action={
          <ButtonLink size="small" href={SIGN_IN_DETAILS}>
            {t('account.twoFactor.missingAction')}
          </ButtonLink>
        }
      >
        <p>{t('account.twoFactor.missing')}</p>
      </Notice>
    </Show>
  );
}
