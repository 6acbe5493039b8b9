import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';

const ID = '01980000-0000-7000-8000-000000000000';

/** Spellings of `/tasks/summary` that a router, a proxy or a guard could take for another path. */
const TRICKS: Readonly<Record<string, (path: string) => string>> = {
  'as it is': (path) => path,
  'one letter encoded': (path) => path.replace(/[a-z]/, percent),
  'every letter encoded': (path) => path.replaceAll(/[a-z0-9]/gi, percent),
  'encoded in lower case': (path) => path.replaceAll(/[a-z]/g, (letter) => percent(letter).toLowerCase()),
  'encoded twice': (path) => path.replace(/[a-z]/, (letter) => percent(letter).replace('%', '%25')),
  'two slashes first': (path) => `/${path}`,
  'two slashes between': (path) => path.replace(/(?<=.)\//, '//'),
  'a slash at the end': (path) => `${path}/`,
  'two slashes at the end': (path) => `${path}//`,
  'an encoded slash at the end': (path) => `${path}%2f`,
  'encoded slashes between': (path) => path.replaceAll(/(?<=.)\//g, '%2f'),
  'a backslash': (path) => path.replace(/(?<=.)\//, '\\'),
  'an odd case': (path) => path.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  'all in capitals': (path) => path.toUpperCase(),
  'a dot segment': (path) => `/.${path}`,
  'up and down again': (path) => `/x/..${path}`,
  'encoded up and down again': (path) => `/x/%2e%2e${path}`,
  'out of what is public': (path) => `/health/..${path}`,
  'out of the files': (path) => `/assets/..${path}`,
  'parameters of the path': (path) => `${path};role=owner`,
  'an extension': (path) => `${path}.json`,
  'an extension of a file': (path) => `${path}.css`,
  'a NUL': (path) => `${path}%00`,
  'a NUL and an extension': (path) => `${path}%00.css`,
  'a line break': (path) => `${path}%0a`,
  'a blank': (path) => `${path}%20`,
  'a fragment': (path) => `${path}%23`,
  'a query': (path) => `${path}?x=/health/live`,
  'an empty query': (path) => `${path}?`,
  'a whole address': (path) => `http://127.0.0.1${path}`,
  'a whole address of another host': (path) => `http://evil.example${path}`,
};

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

type Route = readonly [method: string, path: string];

async function filtered(routes: readonly Route[], keep: (route: Route) => Promise<boolean>): Promise<readonly Route[]> {
  const kept: Route[] = [];
  for (const route of routes) if (await keep(route)) kept.push(route);
  return kept;
}

describe('a path in another spelling', () => {
  let server: TestApp;
  let port: number;
  /** Method and path of every route that requires a sign-in, with ids that exist nowhere. */
  let guarded: readonly Route[];
  /** Those that staff may not call. */
  let forOwners: readonly Route[];
  let staff: Member;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    [owner, staff] = [await server.signIn('owner'), await server.signIn('staff')];
    await server.app.listen(0, '127.0.0.1');
    ({ port } = server.app.getHttpServer().address() as { port: number });
    const routes = server.app
      .get(RouteTable)
      .all()
      .map(({ method, path }) => [method, path.replaceAll(/:\w+/g, ID)] as const);
    guarded = await filtered(routes, async (route) => (await ask(...route)).status === 401);
    // A logout would end the session, and polls wait.
    const others = guarded.filter(([, path]) => !/\/(?:logout|stream|poll|subscribe)$/.test(path));
    forOwners = await filtered(others, async (route) => (await ask(...route, bearer(staff))).status === 403);
  });
  afterAll(() => server.close());

  interface Answer {
    readonly status: number;
    readonly type: string;
    readonly body: string;
  }

  /** Sends the path unchanged; URL parsers would normalise it. */
  function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        const done = (): void =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString(),
          });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          // An opened stream never ends; its headers are enough.
          if (response.headers['content-type']?.includes('event-stream')) response.destroy();
        });
        response.on('close', done);
      });
      request.on('error', reject);
      request.end();
    });
  }
  const bearer = ({ signedIn }: Member) => ({ authorization: `Bearer ${signedIn.accessToken}` });

  /** Pages hold no data: they are served for every path that is no route. */
  const isPage = ({ status, type }: Answer): boolean => [200, 503].includes(status) && type.startsWith('text/html');
  const givesNothing = (answer: Answer): boolean => isPage(answer) || answer.status >= 300;

  it.each(Object.entries(TRICKS))('is guarded like any other: %s', async (_, spell) => {
    expect(guarded.length).toBeGreaterThan(50);
    for (const [method, path] of guarded) {
      for (const verb of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
        const answer = await ask(verb, spell(path));
        const seen = [verb, spell(path), answer.status, answer.type, answer.body.slice(0, 80)];
        expect([...seen, givesNothing(answer)]).toEqual([...seen, true]);
        expect(answer.status).not.toBe(500);
      }
    }
  });

  it.each(Object.entries(TRICKS))('does not give staff an owner’s rights: %s', async (_, spell) => {
    expect(forOwners).toContainEqual(['POST', '/properties']);
    expect(forOwners).toContainEqual(['GET', '/finance/revenues']);
    for (const [method, path] of forOwners) {
      const answer = await ask(method, spell(path), bearer(staff));
      const seen = [method, spell(path), answer.status];
      expect([...seen, givesNothing(answer)]).toEqual([...seen, true]);
    }
  });

  it('reaches the route when it is the same path by RFC 3986, so the refusals prove something', async () => {
    const me = await ask('GET', '/%61uth/me', bearer(owner));
    expect(me).toMatchObject({ status: 200, body: expect.stringContaining(owner.signedIn.user.userId) });
    expect(await ask('GET', '/auth/me?x', bearer(owner))).toMatchObject({ status: 200 });
    const head = await ask('HEAD', '/%74asks', bearer(owner));
    expect(head).toMatchObject({ status: 200, body: '' });
    expect((await ask('HEAD', '/%74asks')).status).toBe(401);
  });

  it('hides another org’s row as its usual spelling does', async () => {
    const stranger = await server.signIn('owner', 'borealis');
    const propertyId = firstProperty(stranger);
    for (const spell of Object.values(TRICKS)) {
      const answer = await ask('GET', spell(`/properties/${propertyId}`), bearer(owner));
      expect(answer.body).not.toContain(stranger.signedIn.user.orgId);
      expect(isPage(answer) || [400, 404].includes(answer.status)).toBe(true);
    }
  });
});
