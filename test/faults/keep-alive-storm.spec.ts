import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsReport } from '@bellhop/realtime';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { createTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/polling.js';
import { type KeepingProxy, PROXIES } from '../support/proxies.js';
import { type Browser, signInBrowser } from '../support/refresh-cookie.js';

const BROWSERS = 20;
const ROUNDS = 4;
/** Longer than an access token is valid. */
const TOKEN_LIFE_MS = 11 * 60_000;
const STEP_MS = 20;

interface Back extends Browser {
  readonly status: number;
}

/**
 * What dashboards do when their session was not refreshed in time: they refresh at once when told. They run in a
 * separate thread; otherwise their requests could never arrive between the last bytes of a stream and the end of its
 * connection.
 */
const BROWSER = `
  const { parentPort } = require('node:worker_threads');
  async function open(at, accessToken) {
    const answer = await fetch(at + '/v2/realtime/stream', { headers: { authorization: 'Bearer ' + accessToken } });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (word) => {
      while (!text.includes(word)) {
        const { done, value } = await reader.read();
        if (done) throw new Error('no ' + word + ' in ' + text);
        text += value;
      }
    };
    await until('event: ready');
    return { expired: () => until('"expired"') };
  }
  async function refresh(at, refreshToken) {
    const answer = await fetch(at + '/auth/refresh', { method: 'POST', headers: { cookie: 'bellhop_refresh=' + refreshToken } });
    const text = await answer.text();
    if (answer.status !== 200) return { status: answer.status };
    const [, next] = /bellhop_refresh=([^;]+)/.exec(answer.headers.get('set-cookie'));
    return { status: 200, signedIn: JSON.parse(text), refreshToken: next };
  }
  parentPort.on('message', async ({ at, browsers }) => {
    const streams = await Promise.all(browsers.map(({ accessToken }) => open(at, accessToken)));
    parentPort.postMessage('ready');
    parentPort.postMessage(await Promise.all(browsers.map(async ({ refreshToken }, index) => {
      await streams[index].expired();
      return refresh(at, refreshToken).catch(() => ({ status: 0 }));
    })));
  });
`;

describe('requests right after the end of a stream, on keep-alive connections', () => {
  const clock = new SimulatedClock(Date.now());
  let server: TestApp;
  let url: string;
  let browsers: Browser[];
  beforeAll(async () => {
    // Tests the end of streams, not of connections that a pool opened in advance.
    server = await createTestApp({ clock, connections: { headersMs: 120_000, requestMs: 120_000 } });
    await server.app.listen(0, '127.0.0.1');
    url = await server.app.getUrl();
    browsers = [];
    while (browsers.length < BROWSERS) browsers.push(await signInBrowser(server, 'owner@aurora.test'));
  });
  afterAll(() => server.close());

  const streams = (): number => server.app.get(MetricsReport, { strict: false }).read().streams;

  /** @returns the count of each refresh status; 0 for a refresh without a response */
  async function storm(at: string): Promise<ReadonlyMap<number, number>> {
    const statuses = new Map<number, number>();
    const worker = new Worker(BROWSER, { eval: true });
    const told = async (): Promise<unknown> => ((await once(worker, 'message')) as [unknown])[0];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        worker.postMessage({
          at,
          browsers: browsers.map(({ signedIn, refreshToken }) => ({ accessToken: signedIn.accessToken, refreshToken })),
        });
        expect(await told()).toBe('ready');
        const back = told() as Promise<readonly Back[]>;
        clock.advance(TOKEN_LIFE_MS);
        // Only until the streams end: later requests must not expire before they are answered.
        await until(
          () => streams() === 0,
          () => clock.advance(STEP_MS),
        );
        for (const [index, { status, ...browser }] of (await back).entries()) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          browsers[index] = status === 200 ? browser : await signInBrowser(server, 'owner@aurora.test');
        }
      }
    } finally {
      await worker.terminate();
    }
    return statuses;
  }

  const ALL_ANSWERED = new Map([[200, ROUNDS * BROWSERS]]);

  it(`${ROUNDS * BROWSERS} through undici’s own pool are all answered`, async () => {
    expect(await storm(url)).toEqual(ALL_ANSWERED);
  });

  for (const { name, debianPackage, start } of PROXIES) {
    const title = `${ROUNDS * BROWSERS} through ${name} are all answered`;
    if (!start) it.skip(`${title} (not installed here; Debian: apt-get install ${debianPackage})`, () => undefined);
    else
      it(title, async () => {
        const proxy: KeepingProxy = await start(url);
        try {
          expect(await storm(proxy.url)).toEqual(ALL_ANSWERED);
        } finally {
          await proxy.stop();
        }
      });
  }
});
