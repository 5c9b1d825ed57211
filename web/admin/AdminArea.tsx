import { type RouteSectionProps, useNavigate } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import Ban from 'lucide-solid/icons/ban';
import Inbox from 'lucide-solid/icons/inbox';
import Mail from 'lucide-solid/icons/mail';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import Users from 'lucide-solid/icons/users';
import { signOut } from '../accounts.ts';
import { t, tn } from '../i18n.ts';
import { Bubble } from '../ui/Bubble.tsx';
import { failureOf } from '../ui/failure.ts';
import type { MenuGroup } from '../ui/Shell.tsx';
import { Shell } from '../ui/Shell.tsx';
import { toast } from '../ui/Toast.tsx';
import { AdminsOnly } from './AdminsOnly.tsx';
import { createPendingCount } from './pending.ts';

/** The frame around every page of the area, for administrators only. */
export default function AdminArea(props: RouteSectionProps) {
  return <AdminsOnly>{(me) => <AdminShell {...me}>{props.children}</AdminShell>}</AdminsOnly>;
}

function AdminShell(props: { fullName: string; demo: boolean; children?: RouteSectionProps['children'] }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const pending = createPendingCount();

  const groups = (): MenuGroup[] => [
    {
      label: t('admin.clients'),
      bubble: <Bubble count={pending()} words={tn('admin.pending', pending())} />,
      items: [
        { href: '/admin/clients', label: t('admin.allClients'), icon: <Users size={20} /> },
        {
          href: '/admin/personal-data',
          label: t('admin.personalDataManagement'),
          icon: <ShieldCheck size={20} />,
          bubble: <Bubble count={pending()} words={tn('admin.pending', pending())} />,
        },
        { href: '/admin/blacklist', label: t('admin.blacklist'), icon: <Ban size={20} /> },
      ],
    },
    {
      label: t('admin.settings'),
      items: [
        { href: '/admin/templates', label: t('admin.notificationTemplates'), icon: <Mail size={20} /> },
      ],
    },
    ...(props.demo
      ? [{ items: [{ href: '/admin/mailbox', label: t('admin.mailbox'), icon: <Inbox size={20} /> }] }]
      : []),
  ];

  const leave = async () => {
    await signOut();
    queries.clear();
    navigate('/sign-in');
  };

  return (
    <Shell
      home="/admin/personal-data"
      groups={groups()}
      name={props.fullName}
      onSignOut={() => void leave().catch((error: unknown) => toast(failureOf(error).text))}
    >
      {props.children}
    </Shell>
  );
}
