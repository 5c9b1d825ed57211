import { Router, type RouteSectionProps } from '@solidjs/router';
import { ErrorBoundary, Suspense } from 'solid-js';
import { accountRoutes } from './account/routes.tsx';
import { adminRoutes } from './admin/routes.tsx';
import { ConfirmPassword } from './ConfirmPassword.tsx';
import { customerRoutes } from './customer/routes.tsx';
import { Landing } from './Entrance.tsx';
import { LeaveGuard } from './ui/LeaveGuard.tsx';
import { BrokenPage, NotFoundPage } from './ui/Standalone.tsx';
import { Toasts } from './ui/Toast.tsx';

/** Around every page: words for a page that broke, the question before leaving, and the toasts. */
function Root(props: RouteSectionProps) {
  return (
    <ErrorBoundary fallback={<BrokenPage />}>
      <Suspense>{props.children}</Suspense>
      <ConfirmPassword />
      <LeaveGuard />
      <Toasts />
    </ErrorBoundary>
  );
}

/** Every address of the interface. A page is loaded when it is first opened. */
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
