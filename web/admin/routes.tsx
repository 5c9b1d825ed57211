import { Navigate, type RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';

/** The pages below `/admin`, each loaded when it is first opened. */
export const adminRoutes: RouteDefinition[] = [
  {
    path: '/',
    component: lazy(() => import('./AdminArea.tsx')),
    children: [
      { path: '/', component: () => <Navigate href="/admin/personal-data" /> },
      { path: '/clients', component: lazy(() => import('./customers/ClientList.tsx')) },
      { path: '/clients/:customerId', component: lazy(() => import('./customers/ClientPage.tsx')) },
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
      { path: '/requests/:requestId', component: lazy(() => import('./requests/RequestPage.tsx')) },
      { path: '/matches', component: lazy(() => import('./matches/Matches.tsx')) },
      { path: '/blacklist', component: lazy(() => import('./blacklist/Blacklist.tsx')) },
      { path: '/templates', component: lazy(() => import('./notifications/TemplateList.tsx')) },
      { path: '/templates/:name', component: lazy(() => import('./notifications/TemplatePage.tsx')) },
      { path: '/systems', component: lazy(() => import('./systems/SystemKeys.tsx')) },
      { path: '/sign-in-details', component: lazy(() => import('./accounts/SignInDetails.tsx')) },
      { path: '/mailbox', component: lazy(() => import('./notifications/Mailbox.tsx')) },
    ],
  },
];
