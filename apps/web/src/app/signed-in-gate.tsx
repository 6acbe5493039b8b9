import { SignInPage } from '../features/sign-in/sign-in-page.js';
import { useSession } from '../session.js';
import { Shell } from './shell.js';

export function SignedInGate() {
  const { session } = useSession();
  return session ? <Shell key={session.user.userId} /> : <SignInPage />;
}
