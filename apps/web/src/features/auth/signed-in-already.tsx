import { Alert } from '@mantine/core';
import { useCurrentUser } from '../../session.js';

/** A warning on pages that start another session. */
export function SignedInAlready() {
  const user = useCurrentUser();
  if (!user) return null;
  return (
    <Alert color="brass">
      You are signed in as {user.name} ({user.orgName}) in this browser. If you continue, that account is signed out
      here.
    </Alert>
  );
}
