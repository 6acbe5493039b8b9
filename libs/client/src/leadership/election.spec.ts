import { beforeEach, describe, expect, it } from '@jest/globals';
import { SimulatedBrowser } from '../testing/simulated-browser.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { SimulatedTab, TabFeatures } from '../testing/simulated-tab.js';
import type { Election } from './election.js';
import { electionFor } from './election-for.js';

let clock: SimulatedClock;
let browser: SimulatedBrowser;

/** A tab that runs for leadership and records the results. */
class Voter {
  readonly told: string[] = [];
  readonly tab: SimulatedTab;
  readonly election: Election;

  constructor(features: TabFeatures) {
    this.tab = browser.open(undefined, features);
    const electionOf = electionFor(this.tab, 'office');
    if (!electionOf) throw new Error('there is nothing to elect with');
    this.election = electionOf({ elected: () => this.told.push('elected'), deposed: () => this.told.push('deposed') });
  }

  get holds(): boolean {
    return !this.tab.isDead && this.told.at(-1) === 'elected';
  }
}

beforeEach(() => {
  clock = new SimulatedClock();
  browser = new SimulatedBrowser({ clock, network: () => Promise.reject(new Error('no network here')) });
});

describe.each<[string, TabFeatures, { takesOverIn: number }]>([
  ['by Web Locks', {}, { takesOverIn: 100 }],
  ['by a lease in localStorage', { locks: false }, { takesOverIn: 15_000 }],
])('an election %s', (_name, features, { takesOverIn }) => {
  let voters: Voter[];
  beforeEach(async () => {
    voters = Array.from({ length: 4 }, () => new Voter(features));
    for (const { election } of voters) election.campaign();
    await clock.advance(1_000);
  });

  const holders = () => voters.filter(({ holds }) => holds);

  it('has one winner, for as long as it wants', async () => {
    expect(holders()).toHaveLength(1);
    const [first] = holders();
    await clock.advance(120_000);
    expect(holders()).toEqual([first]);
    expect(voters.flatMap(({ told }) => told)).toEqual(['elected']);
  });

  it('has another one soon after the winner resigns, without notifying it', async () => {
    const [first] = holders();
    first?.election.resign();
    await clock.advance(1_000);
    expect(holders().filter((voter) => voter !== first)).toHaveLength(1);
    expect(first?.told).toEqual(['elected']);
  });

  it('has another one when the winner’s tab crashes', async () => {
    const [first] = holders();
    first?.tab.kill();
    expect(await clock.until(() => holders().length === 1, takesOverIn)).toBeLessThanOrEqual(takesOverIn);
  });

  it('can be overturned, which deposes the winner', async () => {
    const [first] = holders();
    const thief = voters.find((voter) => voter !== first);
    thief?.election.steal();
    await clock.advance(5_000);
    expect(holders()).toEqual([thief]);
    expect(first?.told).toEqual(['elected', 'deposed']);
  });

  it('can be overturned even if the winner is frozen, which is deposed when it wakes', async () => {
    const [first] = holders();
    const thief = voters.find((voter) => voter !== first);
    first?.tab.freeze();
    await clock.advance(3_000);
    thief?.election.steal();
    await clock.advance(1_000);
    expect(thief?.holds).toBe(true);
    first?.tab.thaw();
    await clock.advance(3_000);
    expect(holders()).toEqual([thief]);
  });

  it('is not won by a tab that resigned earlier', async () => {
    const [first] = holders();
    for (const { election } of voters.filter((voter) => voter !== first)) election.resign();
    first?.election.resign();
    await clock.advance(60_000);
    expect(voters.flatMap(({ told }) => told)).toEqual(['elected']);
  });

  it('can be entered again', async () => {
    for (const { election } of voters) election.resign();
    const last = voters[2];
    last?.election.campaign();
    last?.election.campaign();
    await clock.advance(1_000);
    expect(last?.holds).toBe(true);
  });
});

it('there is no election if tabs cannot communicate', () => {
  expect(electionFor(browser.open('a', { channels: false }), 'office')).toBeUndefined();
  expect(electionFor(browser.open('b', { locks: false, storage: false }), 'office')).toBeUndefined();
});

it('retries when the browser denies the lock', async () => {
  const tab = browser.open();
  let refusals = 0;
  const locks = {
    request: () => {
      refusals += 1;
      return Promise.reject(new DOMException('not now', 'InvalidStateError'));
    },
  };
  const told: string[] = [];
  const candidate = { elected: () => told.push('elected'), deposed: () => told.push('deposed') };
  const election = electionFor(Object.assign(tab, { locks }), 'office')?.(candidate);
  election?.campaign();
  await clock.advance(3_500);
  expect(refusals).toBe(4);
  expect(told).toEqual([]);
  election?.resign();
  await clock.advance(60_000);
  expect(refusals).toBe(4);
});
