import { SignInPage } from '../features/auth/sign-in-page.js';
import { useSession } from '../session.js';
import { ServerUnreachable } from './server-unreachable.js';
import { Restoring } from './restoring.js';
import { Shell } from './shell.js';

/** An expired session keeps its page: the banner above it offers to log in again. */
export function SignedInGate() {
  const { state, user } = useSession();
  if (user) return <Shell key={user.userId} />;
  switch (state) {
    case 'unknown':
      return <Restoring />;
    case 'refreshing':
      return <ServerUnreachable />;
    case 'signed-in':
    case 'expired':
    case 'signed-out':
      return <SignInPage />;
  }
}
