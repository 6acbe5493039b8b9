import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RecordedTab } from '../testing/recorded-tab.js';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { SimulatedServer } from '../testing/simulated-server.js';

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('bye' as const), ms: fc.nat({ max: 20_000 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('close the leader' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unplug and plug in' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 10_000 }) }) },
);

it('no tab reconnects sooner than the server asked, whichever leads and whatever happens to the network', async () => {
  const transport = fc.constantFrom('stream' as const, 'event-source' as const);
  const retry = fc.integer({ min: 1, max: 20_000 });
  /** Reconnections after the server ended a connection. */
  let returns = 0;
  await fc.assert(
    fc.asyncProperty(transport, retry, fc.array(step, { maxLength: 20 }), async (kind, retryMs, steps) => {
      const clock = new SimulatedClock();
      const server = new SimulatedServer({ clock });
      const browser = new SimulatedBrowser({ clock, network: server.network });
      server.retryMs = retryMs;
      let until = 0;
      const early: string[] = [];
      server.intercept = ({ path }) => {
        if (!/^\/v2\/realtime\/(?:stream|poll|tickets)$/.test(path)) return undefined;
        if (clock.now() < until) early.push(`${path} ${until - clock.now()} ms too early`);
        if (until > 0) returns += 1;
        until = 0;
        return undefined;
      };
      const tabs: RecordedTab[] = [];
      const living = () => tabs.filter(({ tab }) => !tab.isDead);
      const open = async (): Promise<void> => {
        tabs.push(new RecordedTab(browser, { transport: kind }));
        await clock.advance(200);
      };
      const ended = (askedMs: number): void => {
        if (server.streams.length > 0) until = clock.now() + Math.max(retryMs, askedMs);
      };
      await open();
      void tabs[0]?.session.signIn('ada@aurora.test', 'bellhop-demo');
      await clock.advance(1_000);
      await open();
      for (const taken of steps) {
        switch (taken.do) {
          case 'cut':
            ended(0);
            server.cut();
            break;
          case 'bye':
            ended(taken.ms);
            server.bye({ reason: 'shutdown', reconnectInMs: taken.ms });
            break;
          case 'close the leader':
            if (living().length > 1)
              living()
                .find(({ isLeader }) => isLeader)
                ?.tab.kill();
            break;
          case 'open':
            if (living().length < 4) await open();
            break;
          case 'unplug and plug in':
            browser.setOnline(false);
            await clock.advance(100);
            browser.setOnline(true);
            break;
          case 'wait':
            await clock.advance(taken.ms);
        }
        // Time for a tab to pass the limits on to the others.
        await clock.advance(100);
        expect(early).toEqual([]);
      }
      await clock.advance(60_000);
      expect(early).toEqual([]);
      for (const { status } of living()) expect(status).toBe('connected');
    }),
    {
      numRuns: 100,
      examples: [['stream', 5_000, [{ do: 'bye', ms: 9_000 }, { do: 'close the leader' }, { do: 'wait', ms: 9_000 }]]],
    },
  );
  expect(returns).toBeGreaterThan(0);
});
