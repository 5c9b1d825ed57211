import { Router, type RouteSectionProps } from '@solidjs/router';
import { ErrorBoundary, Suspense } from 'solid-js';
import { accountRoutes } from './account/routes.tsx';
import { adminRoutes } from './admin/routes.tsx';
import { customerRoutes } from './customer/routes.tsx';
import { Landing } from './Entrance.tsx';
import { LeaveGuard } from './ui/LeaveGuard.tsx';
import { BrokenPage, NotFoundPage } from './ui/Standalone.tsx';
import { Toasts } from './ui/Toast.tsx';

/** Around every page: what broke is said in words, and what was done is said where it is seen from everywhere. */
function Root(props: RouteSectionProps) {
  return (
    <ErrorBoundary fallback={<BrokenPage />}>
      <Suspense>{props.children}</Suspense>
      <LeaveGuard />
      <Toasts />
    </ErrorBoundary>
  );
}

/** Every address of the interface. Pages load when they are first opened. */
export function App() {
  return (
    <Router root={Root}>
      {[
        { path: '/', component: Landing },
        ...accountRoutes,
        ...customerRoutes,
        { path: '/admin', children: adminRoutes },
        { path: '*', component: NotFoundPage },
      ]}
    </Router>
  );
}
