import { useEffect, useState } from 'react';
import { OpenPath } from '../features/auth/open-path.js';
import { SignInPage } from '../features/auth/sign-in-page.js';
import { loadPageMessages } from '../language/load-messages.js';
import { useSession } from '../session.js';
import { loadedComponent } from '../ui/loaded-component.js';
import { preloadPage } from './pages.js';
import { Restoring } from './restoring.js';

const loadDashboard = async () => {
  const [dashboard] = await Promise.all([import('./dashboard.js'), loadPageMessages()]);
  return dashboard;
};
const Dashboard = loadedComponent(loadDashboard, Restoring);

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
    loadDashboard().catch(() => undefined);
  }, [state]);

  if (isOpen) return <Dashboard />;
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
