import type { SignedIn, SignedInUser } from '@bellhop/contracts';
import { useSyncExternalStore } from 'react';

/** Why nobody is signed in, when it was not the user's own wish. */
export type SignedOutReason = 'expired';

export interface SessionState {
  readonly session: SignedIn | undefined;
  readonly reason: SignedOutReason | undefined;
}

const KEY = 'bellhop.session';

/**
 * Who is signed in, for every tab of this browser. The access token is all there is to a session here; whatever renews
 * it calls `signIn` with the new one, and everything that needs a token asks for it at the moment of use.
 */
class Session {
  #state: SessionState = { session: read(), reason: undefined };
  readonly #listeners = new Set<() => void>();

  constructor() {
    window.addEventListener('storage', (event) => {
      if (event.key === KEY || event.key === null) this.#become({ session: read(), reason: this.#state.reason });
    });
  }

  readonly getSnapshot = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The bearer token to send now. */
  get token(): string | undefined {
    return this.#state.session?.accessToken;
  }

  signIn(session: SignedIn): void {
    localStorage.setItem(KEY, JSON.stringify(session));
    this.#become({ session, reason: undefined });
  }

  /** Takes over what the server says about the user: their name, role and properties change while they are signed in. */
  updateUser(user: SignedInUser): void {
    const { session } = this.#state;
    if (session && JSON.stringify(session.user) !== JSON.stringify(user)) this.signIn({ ...session, user });
  }

  signOut(reason?: SignedOutReason): void {
    if (!this.#state.session) return;
    localStorage.removeItem(KEY);
    this.#become({ session: undefined, reason });
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function read(): SignedIn | undefined {
  try {
    const session = JSON.parse(localStorage.getItem(KEY) ?? 'null') as SignedIn | null;
    return session?.accessToken && session.user ? session : undefined;
  } catch {
    return undefined;
  }
}

export const session = new Session();

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.getSnapshot);
}

/** For everything inside the signed-in part of the page. */
export function useUser(): SignedInUser {
  const user = useSession().session?.user;
  if (!user) throw new Error('useUser belongs under the signed-in layout');
  return user;
}
