import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { createRealtimeClient } from './create-realtime-client.js';
import { createLiveCollection } from './live/live-collection.js';
import type { RealtimeClientOptions } from './realtime-client.js';
import { createSession } from './session/tab-session.js';
import { SimulatedBrowser } from './testing/simulated-browser.js';
import { SimulatedClock } from './testing/simulated-clock.js';
import { SimulatedServer } from './testing/simulated-server.js';

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');
const exported = readFileSync(resolve(import.meta.dirname, 'index.ts'), 'utf8');
const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];

it('the README’s example works, in 20 lines', async () => {
  const clock = new SimulatedClock();
  const server = new SimulatedServer({ clock });
  const environment = new SimulatedBrowser({ clock, network: server.network }).open();
  const order = { orderId: '1', version: 1, title: 'Room 12' };
  server.intercept = ({ path }) =>
    path === '/orders'
      ? Response.json({ items: [order], next: null }, { headers: { 'x-realtime-cursor': server.log.head } })
      : undefined;

  const [imports = '', ...body] = example.split('\n');
  const names = imports.match(/\w+(?=[,\s]+[^']*')/g)?.filter((name) => name.startsWith('create')) ?? [];
  expect(names).toHaveLength(3);
  for (const name of names) expect(exported).toMatch(new RegExp(`export \\{ ${name} \\} from`));
  expect(body.filter((line) => line !== '').length).toBeLessThanOrEqual(20);

  // Runs in a simulated browser here.
  const statuses: string[] = [];
  const titles: string[][] = [];
  const scope = {
    createSession: () => createSession({ environment }),
    createRealtimeClient: (options: RealtimeClientOptions) => createRealtimeClient({ ...options, environment }),
    createLiveCollection: (options: Parameters<typeof createLiveCollection>[0]) =>
      createLiveCollection({ ...options, environment }),
    showStatus: (status: string) => statuses.push(status),
    showOrders: (rows: readonly { title: string }[]) => titles.push(rows.map(({ title }) => title)),
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- This tests the text of our own README.
  const run = new Function(...Object.keys(scope), `return (async () => {${body.join('\n')}})();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  const done = run(...Object.values(scope));
  await clock.advance(2_000);
  await done;
  await clock.advance(1_000);
  expect(statuses.at(-1)).toBe('connected');
  server.raise({ eventType: 'OrderUpdated', payload: { ...order, version: 2, title: 'Room 14' } });
  await clock.advance(100);
  server.raise({ eventType: 'OrderDeleted', payload: { orderId: '1', version: 3 } });
  await clock.advance(100);
  expect(titles).toEqual([['Room 12'], ['Room 14'], []]);
});
