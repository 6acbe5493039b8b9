import { describe, expect, it } from '@jest/globals';
import { formatCursor, parseCursor } from '@bellhop/protocol';
import fc from 'fast-check';
import { RecordedTab, placeOf } from './testing/recorded-tab.js';
import { SimulatedBrowser } from './testing/simulated-browser.js';
import { SimulatedClock } from './testing/simulated-clock.js';
import { SimulatedServer } from './testing/simulated-server.js';
import type { TabFeatures } from './testing/simulated-tab.js';

/** Events of a browser and its server; `tab` is an index into the open tabs. */
type Step =
  | { readonly do: 'raise'; readonly count: number }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do:
        | 'open'
        | 'cut'
        | 'restart'
        | 'offline'
        | 'online'
        | 'outage'
        | 'recovery'
        | 'buffer'
        | 'unbuffer'
        | 'expire tokens'
        | 'expire log'
        | 'lose epoch';
    }
  | {
      readonly do:
        | 'kill'
        | 'freeze'
        | 'freeze with notice'
        | 'thaw'
        | 'put aside'
        | 'show again'
        | 'hide'
        | 'show'
        | 'stop'
        | 'start';
      readonly tab: number;
    };

const tabs = fc.nat({ max: 7 });
const TAB_STEPS = [
  'kill',
  'freeze',
  'freeze with notice',
  'thaw',
  'put aside',
  'show again',
  'hide',
  'show',
  'stop',
  'start',
] as const;
const WORLD_STEPS = [
  'open',
  'cut',
  'restart',
  'offline',
  'online',
  'outage',
  'recovery',
  'buffer',
  'unbuffer',
  'expire tokens',
  'expire log',
  'lose epoch',
] as const;

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('raise' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 40_000 }),
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...TAB_STEPS), tab: tabs }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...WORLD_STEPS) }) },
);

/** A browser with its server, and the invariants checked at every moment. */
class World {
  readonly clock = new SimulatedClock();
  readonly server = new SimulatedServer({ clock: this.clock, tokenMs: 300_000 });
  readonly browser: SimulatedBrowser;
  readonly tabs: RecordedTab[] = [];
  /** Term → its leader. */
  readonly #leaders = new Map<number, string>();
  #isAway = false;
  #opened = 0;

  constructor(
    private readonly features: TabFeatures,
    random: () => number,
  ) {
    this.browser = new SimulatedBrowser({ clock: this.clock, network: this.server.network, random, ...features });
    this.server.intercept = () => (this.#isAway ? new Response(null, { status: 503 }) : undefined);
    this.clock.onStep = () => this.#check();
  }

  async begin(count: number): Promise<void> {
    const first = this.open();
    await this.clock.settle();
    void first.session.signIn('ada@aurora.test', 'bellhop-demo');
    await this.clock.until(() => first.isConnected, 20_000);
    while (this.tabs.length < count) this.open();
    await this.clock.until(() => this.tabs.every((tab) => tab.isConnected), 20_000);
  }

  open(): RecordedTab {
    const tab = new RecordedTab(this.browser, { name: `tab ${(this.#opened += 1)}` });
    this.tabs.push(tab);
    return tab;
  }

  get living(): readonly RecordedTab[] {
    return this.tabs.filter(({ tab }) => !tab.isDead);
  }

  async take(step: Step): Promise<void> {
    const { living } = this;
    const chosen = 'tab' in step ? living[step.tab % Math.max(1, living.length)] : undefined;
    switch (step.do) {
      case 'raise':
        for (let count = 0; count < step.count; count += 1) this.server.raise();
        break;
      case 'wait':
        return this.clock.advance(step.ms);
      case 'open':
        if (living.length < 6) this.open();
        break;
      case 'cut':
        this.server.cut();
        break;
      case 'restart':
        this.server.bye({ reason: 'shutdown', reconnectInMs: 1_000 });
        break;
      case 'offline':
      case 'online':
        this.browser.setOnline(step.do === 'online');
        break;
      case 'outage':
      case 'recovery':
        this.#isAway = step.do === 'outage';
        if (this.#isAway) this.server.cut();
        break;
      case 'buffer':
      case 'unbuffer':
        this.server.buffersStreams = step.do === 'buffer';
        break;
      case 'expire tokens':
        return this.clock.advance(300_000);
      case 'expire log':
        this.server.log.expire();
        break;
      case 'lose epoch':
        this.server.cut();
        this.server.log.restore();
        break;
      case 'kill':
        // Keep one tab to check what it got.
        if (living.length > 1) chosen?.tab.kill();
        break;
      case 'freeze':
        chosen?.tab.freeze();
        break;
      case 'freeze with notice':
        if (!chosen?.tab.isFrozen) chosen?.tab.freeze(true);
        break;
      case 'thaw':
        chosen?.tab.thaw(true);
        break;
      case 'put aside':
        if (!chosen?.tab.isFrozen) chosen?.tab.putAside();
        break;
      case 'show again':
        chosen?.tab.thaw();
        chosen?.tab.showAgain();
        break;
      case 'hide':
      case 'show':
        if (!chosen?.tab.isFrozen) chosen?.tab.setHidden(step.do === 'hide');
        break;
      case 'stop':
        if (!chosen?.tab.isFrozen) chosen?.client.stop();
        break;
      case 'start':
        if (!chosen?.tab.isFrozen) chosen?.client.start();
    }
    await this.clock.settle();
  }

  /** Repairs everything, and gives the tabs time to find each other. */
  async heal(): Promise<void> {
    this.#isAway = false;
    this.server.buffersStreams = false;
    this.browser.setOnline(true);
    for (const { tab, client } of this.living) {
      tab.thaw(true);
      tab.showAgain();
      tab.setHidden(false);
      client.start();
    }
    if (this.living.length === 0) this.open();
    await this.clock.advance(180_000);
    this.server.raise();
    await this.clock.advance(30_000);
  }

  #check(): void {
    for (const { tab, client } of this.living) {
      const { isLeader, term } = client.getSnapshot();
      if (isLeader && term !== undefined) {
        const other = this.#leaders.get(term) ?? tab.name;
        if (other !== tab.name) throw new Error(`term ${term} has two leaders: ${other} and ${tab.name}`);
        this.#leaders.set(term, tab.name);
      }
      const open = [...this.server.streams, ...this.server.polls].filter((reader) => reader.tab === tab.name);
      if (open.length > 1) throw new Error(`${tab.name} reads ${open.length} times`);
    }
  }
}

/**
 * Checks that the tab got all events from its start to the newest, in order, without holes or duplicates. A gap may
 * jump ahead, but only to its own cursor.
 */
function expectExact(world: World): void {
  const head = placeOf(world.server.log.head);
  for (const { record, tab } of world.living) {
    let place = record[0]?.at;
    for (const { at, what } of record.slice(1)) {
      const expected = what === 'gap' ? at : place && nextOf(place);
      if (at !== expected) throw new Error(`${tab.name}: ${what} ${at} after ${place}: ${JSON.stringify(record)}`);
      place = at;
    }
    expect({ tab: tab.name, place }).toEqual({ tab: tab.name, place: head });
  }
}

function nextOf(cursor: string): string {
  const parsed = parseCursor(cursor);
  return parsed ? formatCursor({ ...parsed, seq: parsed.seq + 1 }) : 'nowhere';
}

const seeded = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

describe.each<[string, TabFeatures]>([
  ['with everything', {}],
  ['without Web Locks', { locks: false }],
  ['without BroadcastChannel', { channels: false }],
])('tabs of a browser %s', (_name, features) => {
  it('apply each event once and in order, whatever happens to them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(steps, { maxLength: 40 }),
        fc.nat(),
        async (count, taken, seed) => {
          const world = new World(features, seeded(seed));
          await world.begin(count);
          for (const step of taken) await world.take(step);
          await world.heal();
          expectExact(world);
          for (const { status } of world.living) expect(status).toBe('connected');
          // The server's own cursor: one made here would prove nothing when the log goes back.
          for (const { client } of world.living) expect(client.getSnapshot().cursor).toBe(world.server.log.head);
          if (features.channels !== false) {
            expect(world.living.filter(({ isLeader }) => isLeader)).toHaveLength(1);
            expect(world.server.streams.length + world.server.polls.length).toBe(1);
          }
          for (const { tab } of world.living) expect(tab.reported).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
