import { Navigate, type RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';

/** The pages below `/admin`, each loaded when it is first opened. */
export const adminRoutes: RouteDefinition[] = [
  {
    path: '/',
    component: lazy(() => import('./AdminArea.tsx')),
    children: [
      { path: '/', component: () => <Navigate href="/admin/personal-data" /> },
      { path: '/clients', component: lazy(() => import('./ClientList.tsx')) },
      { path: '/clients/:customerId', component: lazy(() => import('./ClientPage.tsx')) },
      {
        path: '/personal-data',
        component: lazy(() => import('./PersonalDataManagement.tsx')),
        children: [
          { path: '/', component: lazy(() => import('./RequestList.tsx')) },
          { path: '/downloads', component: lazy(() => import('./DownloadList.tsx')) },
          { path: '/consents', component: lazy(() => import('./ConsentList.tsx')) },
        ],
      },
      { path: '/consent-text', component: lazy(() => import('./ConsentText.tsx')) },
      { path: '/requests/:requestId', component: lazy(() => import('./RequestPage.tsx')) },
      { path: '/matches', component: lazy(() => import('./Matches.tsx')) },
      { path: '/blacklist', component: lazy(() => import('./Blacklist.tsx')) },
      { path: '/templates', component: lazy(() => import('./TemplateList.tsx')) },
      { path: '/templates/:name', component: lazy(() => import('./TemplatePage.tsx')) },
      { path: '/service-keys', component: lazy(() => import('./ServiceKeys.tsx')) },
      { path: '/sign-in-details', component: lazy(() => import('./SignInDetails.tsx')) },
      { path: '/mailbox', component: lazy(() => import('./Mailbox.tsx')) },
    ],
  },
];
