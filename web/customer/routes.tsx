import type { RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';

const pages = {
  '/': lazy(() => import('./Overview.tsx')),
  '/profile': lazy(() => import('./customers/Profile.tsx')),
  '/sign-in-details': lazy(() => import('./accounts/SignInDetails.tsx')),
  '/addresses': lazy(() => import('./customers/Addresses.tsx')),
  '/services': lazy(() => import('./customers/Services.tsx')),
  '/invoices': lazy(() => import('./customers/Invoices.tsx')),
  '/personal-data': lazy(() => import('./PersonalData.tsx')),
};

/** The customer area. After its first page it fetches the others too (a few kB), so that they open without a connection. */
export const customerRoutes: RouteDefinition[] = [
  {
    path: '/account',
    component: lazy(async () => {
      const area = await import('./Area.tsx');
      setTimeout(
        () => Object.values(pages).forEach((page) => void page.preload().catch(() => undefined)),
        1_000,
      );
      return area;
    }),
    children: Object.entries(pages).map(([path, component]) => ({ path, component })),
  },
];
