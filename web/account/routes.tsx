import type { RouteDefinition } from '@solidjs/router';
import { lazy } from 'solid-js';

/** The pages for people who are not signed in. */
export const accountRoutes: RouteDefinition[] = [
  { path: '/sign-in', component: lazy(() => import('./SignIn.tsx')) },
  { path: '/signed-in-again', component: lazy(() => import('./SignedInAgain.tsx')) },
  { path: '/sign-up', component: lazy(() => import('./SignUp.tsx')) },
  { path: '/verify-email', component: lazy(() => import('./VerifyEmail.tsx')) },
  { path: '/change-email', component: lazy(() => import('./ConfirmEmailChange.tsx')) },
  { path: '/forgot-password', component: lazy(() => import('./ForgotPassword.tsx')) },
  { path: '/join-team', component: lazy(() => import('./JoinTeam.tsx')) },
  { path: '/reset-password', component: lazy(() => import('./ResetPassword.tsx')) },
];
