import { Navigate, type RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';
import { pageFor } from './NotAllowed.tsx';

/** The pages below `/admin`, each loaded when it is first opened. */
export const adminRoutes: RouteDefinition[] = [
  {
    path: '/',
    component: lazy(() => import('./AdminArea.tsx')),
    children: [
      { path: '/', component: () => <Navigate href="/admin/personal-data" /> },
      { path: '/clients', component: pageFor('requests', () => import('./customers/ClientList.tsx')) },
      {
        path: '/clients/:customerId',
        component: pageFor('customers', () => import('./customers/ClientPage.tsx')),
      },
      {
        path: '/personal-data',
        component: lazy(() => import('./PersonalDataManagement.tsx')),
        children: [
          { path: '/', component: lazy(() => import('./requests/RequestList.tsx')) },
          { path: '/downloads', component: lazy(() => import('./exports/DownloadList.tsx')) },
          { path: '/consents', component: lazy(() => import('./consents/ConsentList.tsx')) },
        ],
      },
      { path: '/consent-text', component: lazy(() => import('./consents/ConsentText.tsx')) },
      {
        path: '/requests/:requestId',
        component: pageFor('requests', () => import('./requests/RequestPage.tsx')),
      },
      { path: '/matches', component: pageFor('customers', () => import('./matches/Matches.tsx')) },
      { path: '/audit', component: pageFor('audit', () => import('./audit/Audit.tsx')) },
      { path: '/blacklist', component: pageFor('customers', () => import('./blacklist/Blacklist.tsx')) },
      { path: '/templates', component: lazy(() => import('./notifications/TemplateList.tsx')) },
      { path: '/templates/:name', component: lazy(() => import('./notifications/TemplatePage.tsx')) },
      { path: '/templates/undelivered', component: lazy(() => import('./notifications/Undelivered.tsx')) },
      { path: '/systems', component: lazy(() => import('./systems/SystemKeys.tsx')) },
      { path: '/webhooks', component: pageFor('keys', () => import('./webhooks/Webhooks.tsx')) },
      { path: '/team', component: lazy(() => import('./team/Team.tsx')) },
      { path: '/sign-in-details', component: lazy(() => import('./accounts/SignInDetails.tsx')) },
      { path: '/mailbox', component: pageFor('customers', () => import('./notifications/Mailbox.tsx')) },
    ],
  },
];
