import type { Task, User } from '@bellhop/hotel';
import {
  CURSOR_HEADER,
  type Page,
  type RealtimeMetricsResponse,
  type SessionRow,
  type SignedIn,
  type SignedInUser,
} from '@bellhop/protocol';
import { PASSWORD } from '../../support/dashboard.js';

/** A signed-in user who acts without a browser, and reads the server’s metrics. */
export class Colleague {
  private constructor(
    private readonly url: string,
    readonly token: string,
    readonly user: SignedInUser,
  ) {}

  static async signIn(url: string, email: string): Promise<Colleague> {
    const { accessToken, user } = await call<SignedIn>(url, 'POST', '/auth/login', { email, password: PASSWORD });
    return new Colleague(url, accessToken, user);
  }

  call<T>(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return call<T>(this.url, method, path, body, { authorization: `Bearer ${this.token}`, ...headers });
  }

  createTask(title: string): Promise<Task> {
    return this.call('POST', '/tasks', { propertyId: this.user.propertyIds[0], title });
  }

  /** Returns the current cursor of the organisation’s log. */
  async cursor(): Promise<string> {
    const answer = await fetch(`${this.url}/tasks?limit=1`, { headers: { authorization: `Bearer ${this.token}` } });
    return answer.headers.get(CURSOR_HEADER) ?? '';
  }

  /** Number of open streams and waiting polls on the server, of all users. */
  async connections(): Promise<number> {
    return (await this.#metrics()).subscribers.active_count;
  }

  async dropped(): Promise<number> {
    return (await this.#metrics()).events.dropped_total;
  }

  /** Requires an owner. */
  async changeRole(email: string, role: string): Promise<void> {
    const { items } = await this.call<Page<User>>('GET', '/users?limit=200');
    const user = items.find((one) => one.email === email);
    if (!user) throw new Error(`there is no user ${email}`);
    await this.call('PATCH', `/users/${user.userId}`, { role }, { 'if-match': `"${user.version}"` });
  }

  /** Signs this user out on every other device. */
  async endOtherSessions(): Promise<void> {
    const { items } = await this.call<Page<SessionRow>>('GET', '/auth/sessions');
    for (const { sessionId, current } of items) if (!current) await this.call('DELETE', `/auth/sessions/${sessionId}`);
  }

  #metrics(): Promise<RealtimeMetricsResponse> {
    return this.call('GET', '/v2/realtime/metrics');
  }
}

async function call<T>(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
