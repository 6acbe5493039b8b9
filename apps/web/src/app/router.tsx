import { USER_STATUSES, type UserStatus } from '@bellhop/hotel';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { readAuditSearch } from '../features/audit/audit-search.js';
import { readActivitySearch } from '../features/activity/activity-search.js';
import { readFinanceSearch } from '../features/finance/filters.js';
import { readTasksSearch } from '../features/tasks/filters.js';
import { useCurrentUser } from '../session.js';
import { readAppSearch } from '../ui/address.js';
import { useOnboarding } from '../features/onboarding/use-onboarding.js';
import { type DomainPage, pagesFor } from '../pages/domains.js';
import { ErrorPage } from './error-page.js';
import { NotFound } from './not-found.js';
import { PAGES } from './pages.js';
import { SignedInGate } from './signed-in-gate.js';

interface UsersSearch {
  readonly status?: UserStatus;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Pages that need no sign-in; mailed links lead to the last three. */
const entrances = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: lazyRouteComponent(() => import('../features/auth/sign-up-page.js'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/welcome',
    component: lazyRouteComponent(() => import('../features/auth/welcome-page.js'), 'WelcomePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/join',
    component: lazyRouteComponent(() => import('../features/auth/accept-invitation-page.js'), 'AcceptInvitationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    component: lazyRouteComponent(() => import('../features/auth/reset-password-page.js'), 'ResetPasswordPage'),
  }),
] as const;

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/app" replace />,
});

/** Shows the sign-in page in place of its children while nobody is signed in, so that the address is kept. */
const app = createRoute({
  getParentRoute: () => root,
  path: '/app',
  validateSearch: readAppSearch,
  component: SignedInGate,
});

const firstPage = createRoute({ getParentRoute: () => app, path: '/', component: FirstPage });

const start = createRoute({
  getParentRoute: () => app,
  path: '/start',
  component: lazyRouteComponent(() => import('../features/onboarding/start-page.js'), 'StartPage'),
});

const finance = createRoute({
  getParentRoute: () => app,
  path: '/finance',
  validateSearch: readFinanceSearch,
  component: lazyRouteComponent(PAGES['/app/finance'], 'FinancePage'),
});

const tasks = createRoute({
  getParentRoute: () => app,
  path: '/tasks',
  validateSearch: readTasksSearch,
  component: lazyRouteComponent(PAGES['/app/tasks'], 'TasksPage'),
});

const properties = createRoute({
  getParentRoute: () => app,
  path: '/properties',
  component: lazyRouteComponent(() => import('../features/properties/properties-page.js'), 'PropertiesPage'),
});

const users = createRoute({
  getParentRoute: () => app,
  path: '/users',
  validateSearch: ({ status }: Record<string, unknown>): UsersSearch => (isStatus(status) ? { status } : {}),
  component: lazyRouteComponent(PAGES['/app/users'], 'UsersPage'),
});

const activity = createRoute({
  getParentRoute: () => app,
  path: '/activity',
  validateSearch: readActivitySearch,
  component: lazyRouteComponent(() => import('../features/activity/activity-page.js'), 'ActivityPage'),
});

const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit/audit-page.js'), 'AuditPage'),
});

const devices = createRoute({
  getParentRoute: () => app,
  path: '/devices',
  component: lazyRouteComponent(() => import('../features/account/devices-page.js'), 'DevicesPage'),
});

function FirstPage() {
  const user = useCurrentUser();
  const [page] = user ? pagesFor(user.role) : [];
  if (user?.role === 'owner' && user.propertyIds.length === 0) return <FirstSteps otherwise={page?.path} />;
  return page ? <Navigate to={page.path} search={true} replace /> : null;
}

/** An owner without a property begins with the first steps, unless they were skipped. */
function FirstSteps({ otherwise }: { readonly otherwise: DomainPage['path'] | undefined }) {
  const { data, isPending } = useOnboarding();
  if (isPending) return null;
  return <Navigate to={data?.state === 'started' ? '/app/start' : (otherwise ?? '/app/start')} search={true} replace />;
}

const isStatus = (value: unknown): value is UserStatus => USER_STATUSES.some((status) => status === value);

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    ...entrances,
    app.addChildren([firstPage, start, finance, tasks, properties, users, activity, audit, devices]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
