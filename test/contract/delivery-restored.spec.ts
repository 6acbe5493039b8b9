import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DeliveryReports,
  type DeliveryStore,
  type DeliveryWorker,
  type DurableHandler,
  type EventLog,
  MemoryDeliveryStore,
  MemoryEventLog,
  SqlDeliveryStore,
  SqlEventLog,
  type Transactor,
} from '@bellhop/realtime';
import { digestWorker, SimulatedClock, unlogged } from '@bellhop/realtime/testing';
import { Database } from '../../src/platform/database/database.js';
import type { PgliteDriver } from '../../src/platform/database/pglite.driver.js';
import { emptyDatabase } from '../support/prepared-database.js';

interface Restorable<Tx> {
  readonly log: EventLog<Tx>;
  readonly transactor: Transactor<Tx>;
  readonly store: DeliveryStore;
  /** Resets the log to its state after event `seq`; the positions of subscribers stay. */
  putBack(seq: number): Promise<void>;
  close(): Promise<void>;
}

const ORG = 'aurora';
const HOUR_MS = 3_600_000;
const STEP_MS = 20_000;

/** Durable subscribers whose log is reset and may grow past their positions before anyone polls. */
function describeRestored<Tx>(name: string, open: (clock: SimulatedClock) => Promise<Restorable<Tx>>): void {
  describe(`durable delivery after the log was reset: ${name}`, () => {
    let clock: SimulatedClock;
    let under: Restorable<Tx>;
    let worker: DeliveryWorker;
    let handled: string[];
    let rewound: unknown[];
    let trouble: unknown[];
    let hold: Promise<void>;
    const handle: DurableHandler = async ({ seq, payload }) => {
      await hold;
      handled.push(`${seq} ${(payload as { life: string }).life}`);
    };
    const reports: DeliveryReports = {
      retry: (...told) => trouble.push(told),
      deadLetter: (deadLetter) => trouble.push(deadLetter),
      gap: (gap) => trouble.push(gap),
      rewound: ({ orgId }, from, to) => rewound.push([orgId, from, to]),
      stuck: (...told) => trouble.push(told),
      leaseLost: (partition) => trouble.push(partition),
      error: (error) => trouble.push(error),
    };
    const startWorker = async (): Promise<void> => {
      const { log, store } = under;
      // Time moves in steps here, and timeouts are not under test.
      const subscriber = { timeoutMs: HOUR_MS };
      worker = digestWorker({ log, store, handle, clock, reports, subscriber }, { leaseMs: HOUR_MS });
      await worker.start();
    };
    beforeEach(async () => {
      clock = new SimulatedClock(Date.UTC(2026, 0, 1));
      [handled, rewound, trouble] = [[], [], []];
      hold = Promise.resolve();
      under = await open(clock);
      await startWorker();
    });
    afterEach(async () => {
      await worker.stop();
      await under.close();
    });

    /** Advances the clock enough to tell events apart, and lets the worker finish what it has. */
    const wait = async (): Promise<void> => {
      clock.advance(STEP_MS);
      for (let turn = 0; turn < 3; turn += 1) await isIdle();
    };
    const commit = async (life: string, count: number): Promise<void> => {
      for (let left = count; left > 0; left -= 1) {
        await wait();
        const record = unlogged(ORG, { timestamp: clock.now(), payloadJson: JSON.stringify({ life }) });
        await under.transactor.transaction((tx) => under.log.append(tx, [record]));
      }
      await wait();
    };
    /** Lets the worker poll until `done`. */
    const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
      for (let looks = 0; !(await done()); looks += 1) {
        if (looks > 500) throw new Error(`it came to ${JSON.stringify({ handled, rewound, trouble })}`);
        if (looks % 10 === 9) clock.advance(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const isIdle = async (): Promise<boolean> =>
      (await under.store.backlog(['digest'], undefined, 10)).partitions.length === 0;
    const deliver = (count: number) => until(async () => (await isIdle()) && handled.length >= count);

    it.each([
      ['grown past its position', 4],
      ['grown to its position', 2],
      ['grown, but not as far', 1],
    ])('delivers exactly the new events of a log that has %s', async (_, count) => {
      await commit('old', 5);
      await deliver(5);
      await worker.stop();
      await under.putBack(3);
      await commit('new', count);
      await startWorker();
      await deliver(5 + count);
      const added = Array.from({ length: count }, (_, index) => `${4 + index} new`);
      expect(handled.slice(5)).toEqual(added);
      expect(rewound).toEqual([[ORG, 5, 3]]);
      expect(trouble).toEqual([]);
      await commit('new', 1);
      await deliver(6 + count);
      expect(handled.at(-1)).toBe(`${4 + count} new`);
      expect(rewound).toHaveLength(1);
    });

    it('notices that the log is reset while an event is being handled', async () => {
      await commit('old', 3);
      await deliver(3);
      let release: () => void = () => undefined;
      hold = new Promise((resolve) => (release = resolve));
      await commit('old', 2);
      await until(async () => !(await isIdle()) && worker.inFlight > 0);
      await under.putBack(3);
      await commit('new', 4);
      release();
      await deliver(8);
      expect(handled.slice(3)).toEqual(['4 old', '4 new', '5 new', '6 new', '7 new']);
      expect(rewound).toEqual([[ORG, 4, 3]]);
    });
  });
}

describeRestored('memory', (clock) => {
  // Reset events keep their marks.
  let marks = 0;
  const newLog = (): MemoryEventLog =>
    new MemoryEventLog(
      () => 'e',
      () => (marks += 1),
      clock,
    );
  let log = newLog();
  const current = new Proxy(log, {
    get: (_, name: keyof MemoryEventLog) => {
      const value = log[name];
      return typeof value === 'function' ? value.bind(log) : value;
    },
  });
  return Promise.resolve({
    log: current,
    transactor: current,
    store: new MemoryDeliveryStore(current, clock),
    async putBack(seq) {
      const kept = await log.read(ORG, 0, seq);
      const [now, before] = [clock.now(), marks];
      marks = 0;
      log = newLog();
      for (const { timestamp, ...record } of kept) {
        clock.step(timestamp - clock.now());
        await log.transaction((tx) => log.append(tx, [{ ...record, timestamp }]));
      }
      clock.step(now - clock.now());
      marks = before;
    },
    close: () => Promise.resolve(),
  });
});

let pglite: PgliteDriver | undefined;
afterAll(() => pglite?.close());
describeRestored('SQL on PGlite', async (clock) => {
  // Shared: it takes seconds to open, and each test clears its tables.
  const driver = (pglite ??= await emptyDatabase());
  const database = new Database(driver);
  const log = new SqlEventLog(database, clock);
  await log.open();
  const store = new SqlDeliveryStore(database, clock);
  await store.open();
  return {
    log,
    transactor: database,
    store,
    async putBack(seq) {
      await database.query('delete from realtime_events where seq > $1', [seq]);
      await database.query(
        'update realtime_heads h set head = e.seq, mark = e.mark from realtime_events e where e.org_id = h.org_id and e.seq = $1',
        [seq],
      );
    },
    close: async () => {
      await database.query('truncate realtime_events, realtime_heads, realtime_positions, realtime_subscriptions', []);
    },
  };
});
