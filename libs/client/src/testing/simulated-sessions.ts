import type { RoleName, SignedIn, SignedInUser } from '@bellhop/protocol';
import { SIMULATED_ORG } from './simulated-log.js';
import type { SimulatedClock } from './simulated-clock.js';

/** Carries no rights here, so it is not one of the application's roles. */
const ROLE: string = 'simulated';

export const SIMULATED_USER: SignedInUser = {
  userId: '0198a000-0000-7000-8000-0000000000aa',
  orgId: SIMULATED_ORG,
  role: ROLE as RoleName,
  propertyIds: [],
  name: 'Ada',
  email: 'ada@aurora.test',
  orgName: 'Aurora',
  language: null,
};

const COOKIE = 'refresh';

/** One sign-in: its refresh token, and the expiry of its newest access token. */
export class SimulatedServerSession {
  refreshToken = '';
  accessEndsAt = 0;
  isOver = false;

  constructor(readonly user: SignedInUser) {}
}

/** Sign-ins, refresh tokens that rotate on each use, and access tokens that expire. */
export class SimulatedSessions {
  readonly #byToken = new Map<string, { readonly session: SimulatedServerSession; readonly endsAt: number }>();
  readonly #byRefreshToken = new Map<string, SimulatedServerSession>();
  #count = 0;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly tokenMs: number,
    private readonly onEnd: (session: SimulatedServerSession, reason: 'expired' | 'revoked') => void,
  ) {}

  login(email: string, cookies: Map<string, string>): SignedIn {
    const session = new SimulatedServerSession({ ...SIMULATED_USER, email, userId: userIdOf(email) });
    return this.#issue(session, cookies);
  }

  refresh(cookies: Map<string, string>): SignedIn | undefined {
    const session = this.#byRefreshToken.get(cookies.get(COOKIE) ?? '');
    if (!session || session.isOver) return undefined;
    return this.#issue(session, cookies);
  }

  /** Returns the session of an `Authorization` header; undefined if it is invalid. */
  of(authorization: string | null): SimulatedServerSession | undefined {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    const entry = token === undefined ? undefined : this.#byToken.get(token);
    return entry && !entry.session.isOver && entry.endsAt > this.clock.now() ? entry.session : undefined;
  }

  end(session: SimulatedServerSession, reason: 'expired' | 'revoked' = 'revoked'): void {
    session.isOver = true;
    this.onEnd(session, reason);
  }

  /** Ends all sessions, as when the user is disabled. */
  endAll(): void {
    for (const session of new Set(this.#byRefreshToken.values())) if (!session.isOver) this.end(session);
  }

  #issue(session: SimulatedServerSession, cookies: Map<string, string>): SignedIn {
    this.#count += 1;
    const accessToken = `access-${this.#count}`;
    const endsAt = this.clock.now() + this.tokenMs;
    session.refreshToken = `refresh-${this.#count}`;
    session.accessEndsAt = endsAt;
    this.#byRefreshToken.set(session.refreshToken, session);
    this.#byToken.set(accessToken, { session, endsAt });
    cookies.set(COOKIE, session.refreshToken);
    this.clock.after(this.tokenMs, () => {
      if (!session.isOver && session.accessEndsAt <= this.clock.now()) this.onEnd(session, 'expired');
    });
    return { accessToken, expiresAt: endsAt, user: session.user };
  }
}

/** Returns the same user id for the same address. */
function userIdOf(email: string): string {
  if (email === SIMULATED_USER.email) return SIMULATED_USER.userId;
  const tail = [...email].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1e12, 7);
  return `0198a000-0000-7000-8000-${String(tail).padStart(12, '0')}`;
}
