import type { RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';

/** The client area. */
export const customerRoutes: RouteDefinition[] = [
  {
    path: '/account',
    component: lazy(() => import('./Area.tsx')),
    children: [
      { path: '/', component: lazy(() => import('./Overview.tsx')) },
      { path: '/profile', component: lazy(() => import('./Profile.tsx')) },
      { path: '/addresses', component: lazy(() => import('./Addresses.tsx')) },
      { path: '/services', component: lazy(() => import('./Services.tsx')) },
      { path: '/invoices', component: lazy(() => import('./Invoices.tsx')) },
      { path: '/personal-data', component: lazy(() => import('./PersonalData.tsx')) },
    ],
  },
];
