import { Alert } from '@mantine/core';
import { useCurrentUser } from '../../session.js';

/** Said where going on begins another session. */
export function SignedInAlready() {
  const user = useCurrentUser();
  if (!user) return null;
  return (
    <Alert color="brass">
      You are signed in as {user.name} ({user.orgName}) in this browser. Going on signs that account out here.
    </Alert>
  );
}
