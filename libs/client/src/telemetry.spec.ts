import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSession } from './session/tab-session.js';
import { Telemetry } from './telemetry.js';
import { SimulatedBrowser } from './testing/simulated-browser.js';
import { SimulatedClock } from './testing/simulated-clock.js';
import { SimulatedServer } from './testing/simulated-server.js';

let clock: SimulatedClock;
let server: SimulatedServer;
let chance: number;
let telemetry: Telemetry;

beforeEach(async () => {
  clock = new SimulatedClock();
  server = new SimulatedServer({ clock });
  chance = 0;
  const tab = new SimulatedBrowser({ clock, network: server.network, random: () => chance }).open();
  const session = createSession({ environment: tab });
  session.start();
  void session.signIn('ada@aurora.test', 'bellhop-demo');
  await clock.advance(100);
  telemetry = new Telemetry(tab, session, 0.02);
});

describe('telemetry', () => {
  it('is sent together, 10 s after the first entry', async () => {
    telemetry.tell('leader_acquired');
    await clock.advance(9_000);
    telemetry.tell('subscribe_error', 'stream network');
    await clock.advance(900);
    expect(server.telemetry).toEqual([]);
    await clock.advance(200);
    expect(server.telemetry.map(({ type, detail }) => [type, detail])).toEqual([
      ['leader_acquired', undefined],
      ['subscribe_error', 'stream network'],
    ]);
    expect(server.requestsTo('/telemetry/client')).toHaveLength(1);
  });

  it('samples two in a hundred', async () => {
    for (let percent = 0; percent < 100; percent += 1) {
      chance = percent / 100;
      telemetry.tell('fast_empty');
    }
    await clock.advance(11_000);
    expect(server.telemetry).toHaveLength(2);
  });

  it("never exceeds the server's limit per request", async () => {
    for (let count = 0; count < 500; count += 1) telemetry.tell('subscribe_error', 'x'.repeat(500));
    await clock.advance(11_000);
    expect(server.telemetry).toHaveLength(100);
    expect(server.telemetry[0]?.detail).toHaveLength(200);
  });

  it('is sent at once when the page unloads, and dropped if that fails', async () => {
    server.intercept = ({ path }) => (path === '/telemetry/client' ? new Response(null, { status: 500 }) : undefined);
    telemetry.tell('leader_takeover');
    telemetry.flush();
    await clock.advance(60_000);
    expect(server.requestsTo('/telemetry/client')).toHaveLength(1);
  });
});
