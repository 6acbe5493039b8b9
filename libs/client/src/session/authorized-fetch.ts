import type { Environment } from '../environment/environment.js';
import type { Session } from './session.js';

/** The session's state beside its token. */
export interface Knowledge {
  /** False for a moment after the start, until it is known whether a user is signed in. */
  readonly isDecided: () => boolean;
  /** The token has expired: sending it would result in a 401. */
  readonly isStale: () => boolean;
}

/** See `Session.authorizedFetch`. */
export async function authorizedFetch(
  environment: Environment,
  session: Session,
  { isDecided, isStale }: Knowledge,
  path: string,
  init: RequestInit,
): Promise<Response> {
  if (!/^\/(?![/\\])/.test(path)) throw new TypeError(`not a path of this server: ${path}`);
  await until(session, isDecided);
  const by = userOf(session);
  if (session.token !== undefined && isStale()) await session.refresh();
  // Somebody else signed in meanwhile, here or in another tab: what one user did must not be sent as another.
  if (by !== undefined && session.token !== undefined && userOf(session) !== by) {
    return new Response(null, { status: 401 });
  }

  const { token } = session;
  const response = await environment.fetch(session.baseUrl + path, withToken(init, token));
  if (response.status !== 401 || token === undefined || init.body instanceof ReadableStream) return response;
  // Another request may have refreshed the token meanwhile.
  if (session.token === token && !(await session.refresh())) return response;
  if (session.token === undefined || userOf(session) !== by) return response;
  await response.body?.cancel();
  return environment.fetch(session.baseUrl + path, withToken(init, session.token));
}

const userOf = (session: Session): string | undefined => session.getSnapshot().user?.userId;

/** Without a token, sends no header at all: an empty one is malformed. */
function withToken(init: RequestInit, token: string | undefined): RequestInit {
  if (token === undefined) return init;
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

function until(session: Session, isTrue: () => boolean): Promise<void> {
  if (isTrue()) return Promise.resolve();
  return new Promise((resolve) => {
    const unsubscribe = session.subscribe(() => {
      if (!isTrue()) return;
      unsubscribe();
      resolve();
    });
  });
}
