import { type RouteSectionProps, useLocation } from '@solidjs/router';
import House from 'lucide-solid/icons/house';
import KeyRound from 'lucide-solid/icons/key-round';
import MapPin from 'lucide-solid/icons/map-pin';
import ReceiptText from 'lucide-solid/icons/receipt-text';
import Server from 'lucide-solid/icons/server';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import UserRound from 'lucide-solid/icons/user-round';
import { Show, Suspense } from 'solid-js';
import { Entrance, leave } from '../Entrance.tsx';
import { t } from '../i18n.ts';
import { Operator } from '../Operator.tsx';
import { OperatorLogo } from '../OperatorLogo.tsx';
import type { Outputs } from '../trpc.ts';
import { type MenuGroup, type MenuItem, Shell } from '../ui/Shell.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { ConsentFirst } from './consents/ConsentFirst.tsx';

type Customer = Extract<Outputs['account']['me'], { role: 'customer' }>;

const personalDataPath = '/account/personal-data';

/** Sections of the Personal Data page; there is no download while Personal Data Management is off. */
const personalData = (me: Customer): MenuItem => ({
  href: personalDataPath,
  label: t('customer.personalData.title'),
  icon: <ShieldCheck size={18} />,
  parts: [
    { href: `${personalDataPath}#authorization`, label: t('customer.authorization.title') },
    ...(me.personalDataManagement
      ? [{ href: `${personalDataPath}#download-data`, label: t('customer.download.title') }]
      : []),
    { href: `${personalDataPath}#data-removal-request`, label: t('customer.removal.title') },
  ],
});

/** While a required consent is missing, the menu offers only the Personal Data page. */
function menuOf(me: Customer): MenuGroup[] {
  const offered = me.personalDataOffered ? [personalData(me)] : [];
  if (me.consentMissing) return [{ label: t('customer.information'), items: offered }];
  return [
    {
      items: [
        { href: '/account', end: true, label: t('customer.overview.title'), icon: <House size={18} /> },
      ],
    },
    {
      label: t('customer.orders'),
      items: [
        { href: '/account/services', label: t('customer.services.title'), icon: <Server size={18} /> },
        { href: '/account/invoices', label: t('customer.invoices.title'), icon: <ReceiptText size={18} /> },
      ],
    },
    {
      label: t('customer.information'),
      items: [
        { href: '/account/profile', label: t('customer.profile.title'), icon: <UserRound size={18} /> },
        {
          href: '/account/sign-in-details',
          label: t('account.details.title'),
          icon: <KeyRound size={18} />,
        },
        { href: '/account/addresses', label: t('customer.addresses.title'), icon: <MapPin size={18} /> },
        ...offered,
      ],
    },
  ];
}

export default function CustomerArea(props: RouteSectionProps) {
  const location = useLocation();
  const onPersonalData = () => location.pathname === personalDataPath;
  return (
    <Entrance role="customer">
      {(me) => (
        <Shell
          home={me().consentMissing ? personalDataPath : '/account'}
          groups={menuOf(me())}
          name={me().fullName}
          onSignOut={leave}
          logo={(place) => <OperatorLogo place={place} />}
        >
          <Show when={!me().consentMissing || onPersonalData()} fallback={<ConsentFirst />}>
            <Suspense fallback={<Skeleton lines={6} />}>{props.children}</Suspense>
          </Show>
          <Operator />
        </Shell>
      )}
    </Entrance>
  );
}
