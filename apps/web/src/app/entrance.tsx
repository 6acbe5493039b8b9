import { lazy, Suspense, useEffect, useState } from 'react';
import { OpenPath } from '../features/auth/open-path.js';
import { SignInPage } from '../features/auth/sign-in-page.js';
import { i18n } from '../language/messages.js';
import { PAGE_NAMESPACES } from '../language/namespaces.js';
import { useSession } from '../session.js';
import { preloadPage } from './pages.js';
import { Restoring } from './restoring.js';

const loadDashboard = () => import('./dashboard.js');
const Dashboard = lazy(loadDashboard);

/** Paths that show the sign-in page while nobody is signed in. */
const needsSignIn = (path: string): boolean => path === '/' || path === '/app' || path.startsWith('/app/');

/**
 * The first thing that is shown. Who has to sign in waits only for the code of the sign-in page; that of the dashboard is
 * loaded while they type. Once the dashboard is open it stays, and shows the sign-in page itself.
 */
export function Entrance() {
  const { state } = useSession();
  const [path, setPath] = useState(location.pathname);
  const mustSignIn = needsSignIn(path) && (state === 'unknown' || state === 'signed-out');
  const [isOpen, setOpen] = useState(!mustSignIn);
  if (!mustSignIn && !isOpen) setOpen(true);

  useEffect(() => {
    if (state === 'unknown') return;
    preloadPage(location.pathname);
    i18n.loadNamespaces(PAGE_NAMESPACES).catch(() => undefined);
    loadDashboard().catch(() => undefined);
  }, [state]);

  if (isOpen) {
    return (
      <Suspense fallback={<Restoring />}>
        <Dashboard />
      </Suspense>
    );
  }
  if (state === 'unknown') return <Restoring />;
  return (
    <OpenPath
      value={(to) => {
        history.pushState(null, '', to);
        setPath(to);
      }}
    >
      <SignInPage />
    </OpenPath>
  );
}
