import { createSession, type SessionSnapshot } from '@bellhop/client';
import type { SignedInUser } from '@bellhop/protocol';
import { useSyncExternalStore } from 'react';

/** The session that all tabs of this browser share. */
export const session = createSession();

/** The newest user data from the server since `basis` came with an access token. The next token replaces both. */
let told: { readonly basis: SignedInUser; readonly user: SignedInUser } | undefined;
const listeners = new Set<() => void>();

/** Stores the user as the server sent it: name, role and properties can change while they are signed in. */
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

/** Calls back with the signed-in user, now and after every change. */
export function watchUser(listener: (user: SignedInUser | undefined) => void): void {
  subscribe(() => listener(currentUser()));
  listener(currentUser());
}

/** Calls back when the user has left: nobody is signed in, or somebody else. */
export function onUserChange(listener: () => void): () => void {
  let userId = session.getSnapshot().user?.userId;
  return session.subscribe(() => {
    const before = userId;
    userId = session.getSnapshot().user?.userId;
    if (before !== undefined && userId !== before) listener();
  });
}

const subscribeToSession = (listener: () => void): (() => void) => session.subscribe(listener);

/** The state of the session. Needs no provider, so that the sign-in page can be shown before the dashboard is loaded. */
export const useSession = (): SessionSnapshot => useSyncExternalStore(subscribeToSession, () => session.getSnapshot());

/** Returns the signed-in user; undefined while nobody is signed in. */
export const useCurrentUser = (): SignedInUser | undefined => useSyncExternalStore(subscribe, currentUser);

/** Returns the signed-in user. @throws Error outside the signed-in layout */
export function useUser(): SignedInUser {
  const user = useCurrentUser();
  if (!user) throw new Error('useUser belongs under the signed-in layout');
  return user;
}
