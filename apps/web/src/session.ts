import { createRealtimeClient, createSession } from '@bellhop/client';
import type { SignedInUser } from '@bellhop/protocol';
import { useSyncExternalStore } from 'react';

/** Who is signed in, in every tab of this browser. */
export const session = createSession();

/** What happens in the org, over one connection for all tabs of this browser. It is there while somebody is signed in. */
export const realtime = createRealtimeClient({ session });

/** What the server said of the user since `basis` came with an access token. The next token brings a newer one. */
let told: { readonly basis: SignedInUser; readonly user: SignedInUser } | undefined;
const listeners = new Set<() => void>();

/** Takes over what the server says about the user: their name, role and properties change while they are signed in. */
export function updateUser(user: SignedInUser): void {
  const basis = session.getSnapshot().user;
  if (basis?.userId !== user.userId || JSON.stringify(currentUser()) === JSON.stringify(user)) return;
  told = { basis, user };
  for (const listener of listeners) listener();
}

function currentUser(): SignedInUser | undefined {
  const { user } = session.getSnapshot();
  return told && told.basis === user ? told.user : user;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const unsubscribe = session.subscribe(listener);
  return () => {
    listeners.delete(listener);
    unsubscribe();
  };
}

/** Who is signed in; undefined while nobody is. */
export const useCurrentUser = (): SignedInUser | undefined => useSyncExternalStore(subscribe, currentUser);

/** For everything inside the signed-in part of the page. */
export function useUser(): SignedInUser {
  const user = useCurrentUser();
  if (!user) throw new Error('useUser belongs under the signed-in layout');
  return user;
}
