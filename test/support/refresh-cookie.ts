import type { SignedIn } from '@bellhop/protocol';
import type supertest from 'supertest';
import type { TestApp } from './app.js';

/** A cookie as a response sets it. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Lower-case names, sorted; `name=value` where there is a value. */
  readonly attributes: readonly string[];
}

/** Returns the refresh cookie that a response sets, or `undefined`. */
export const refreshCookieOf = (answer: { headers: Record<string, unknown> }): SetCookie | undefined =>
  refreshCookiesOf(answer)[0];

/** Returns all refresh cookies that a response sets, including a former one that it clears. */
export function refreshCookiesOf({ headers }: { headers: Record<string, unknown> }): SetCookie[] {
  return ((headers['set-cookie'] ?? []) as string[]).map((cookie) => {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (!/^(?:__Host-)?bellhop_refresh$/.test(name)) throw new Error(`another cookie is set: ${name}`);
    return { name, value, attributes: attributes.sort() };
  });
}

/** A signed-in browser: its access token, and the refresh token in its cookie. */
export interface Browser {
  readonly signedIn: SignedIn;
  readonly refreshToken: string;
}

export function browserOf(answer: supertest.Response): Browser {
  const refreshToken = refreshCookieOf(answer)?.value;
  if (!refreshToken) throw new Error('no refresh cookie was set');
  return { signedIn: answer.body as SignedIn, refreshToken };
}

export const signInBrowser = async (
  server: TestApp,
  email: string,
  password = 'bellhop-demo',
  userAgent = 'test',
): Promise<Browser> =>
  browserOf(await server.call('post', '/auth/login', { email, password }).set('user-agent', userAgent).expect(200));

export const refresh = (server: TestApp, refreshToken: string): supertest.Test =>
  server.call('post', '/auth/refresh').set('cookie', `bellhop_refresh=${refreshToken}`);

export const withToken = (request: supertest.Test, { signedIn }: Pick<Browser, 'signedIn'>): supertest.Test =>
  request.set('authorization', `Bearer ${signedIn.accessToken}`);
