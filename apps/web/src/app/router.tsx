import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { useSession } from '../session.js';
import { pagesFor } from './domains.js';
import { Broken } from './broken.js';
import { NotFound } from './not-found.js';

/** What the signed-in part keeps in the address, whatever the page. */
interface AppSearch {
  /** The property that is looked at; all of them without it. */
  readonly property?: string;
}

interface FinanceSearch {
  readonly tab?: 'expenses';
  readonly days?: 7 | 90;
}

interface TasksSearch {
  readonly cancelled?: true;
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/app" replace />,
});

/** Shows the sign-in page in place of any page below while nobody is signed in, so that the address is kept. */
const app = createRoute({
  getParentRoute: () => root,
  path: '/app',
  validateSearch: ({ property }: Record<string, unknown>): AppSearch =>
    typeof property === 'string' ? { property } : {},
  component: lazyRouteComponent(() => import('./signed-in-gate.js'), 'SignedInGate'),
});

const firstPage = createRoute({ getParentRoute: () => app, path: '/', component: FirstPage });

const finance = createRoute({
  getParentRoute: () => app,
  path: '/finance',
  validateSearch: ({ tab, days }: Record<string, unknown>): FinanceSearch => ({
    ...(tab === 'expenses' && { tab }),
    ...((days === 7 || days === 90) && { days }),
  }),
  component: lazyRouteComponent(() => import('../features/finance/finance-page.js'), 'FinancePage'),
});

const tasks = createRoute({
  getParentRoute: () => app,
  path: '/tasks',
  validateSearch: ({ cancelled }: Record<string, unknown>): TasksSearch => (cancelled === true ? { cancelled } : {}),
  component: lazyRouteComponent(() => import('../features/tasks/tasks-page.js'), 'TasksPage'),
});

function FirstPage() {
  const { session } = useSession();
  const [page] = session ? pagesFor(session.user.role) : [];
  return page ? <Navigate to={page.path} search={true} replace /> : null;
}

export const router = createRouter({
  routeTree: root.addChildren([home, app.addChildren([firstPage, finance, tasks])]),
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
