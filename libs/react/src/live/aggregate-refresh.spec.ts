import { beforeEach, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/client/testing';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { AggregateRefresh } from './aggregate-refresh.js';

const KEY = ['orders', 'summary', 'aggregate'];

let clock: SimulatedClock;
let refresh: AggregateRefresh;
let asked: number[];
/** Completes the current request; undefined if responses arrive at once. */
let answer: (() => void) | undefined;
let isSlow: boolean;

beforeEach(async () => {
  clock = new SimulatedClock();
  asked = [];
  isSlow = false;
  answer = undefined;
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity, staleTime: Infinity } } });
  new QueryObserver(queryClient, {
    queryKey: [...KEY, {}],
    queryFn: () => {
      asked.push(clock.now() - start);
      return isSlow ? new Promise<number>((resolve) => (answer = () => resolve(1))) : 1;
    },
  }).subscribe(() => undefined);
  const start = clock.now();
  refresh = new AggregateRefresh(queryClient, { now: clock.now, after: clock.after, random: () => 0.5 });
  await clock.settle();
  asked = [];
});

/** An event every `everyMs`, for `forMs`. */
async function events(everyMs: number, forMs: number): Promise<void> {
  for (let passed = 0; passed < forMs; passed += everyMs) {
    refresh.request(KEY);
    await clock.advance(everyMs);
  }
}

it('refetches once for events close together, slightly more than 500 ms after the last', async () => {
  await events(100, 300);
  await clock.advance(5_000);
  expect(asked).toEqual([200 + 500 + 150]);
});

it('refetches at the latest 1,500 ms after the first event, however many follow', async () => {
  await events(50, 1_600);
  expect(asked).toEqual([1_500]);
});

it('refetches at most once a second while events keep arriving, and once more after the last', async () => {
  await events(40, 10_000);
  await clock.advance(5_000);
  const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
  expect(asked.at(-1)).toBeGreaterThan(9_960);
  expect(asked.length).toBeGreaterThanOrEqual(6);
});

it('waits a second after a request even for a single event', async () => {
  await events(1, 1);
  await clock.advance(700);
  expect(asked).toEqual([650]);
  await events(1, 1);
  await clock.advance(5_000);
  expect(asked).toEqual([650, 1_650]);
});

it('lets a current request finish, and refetches because it may be older than the event', async () => {
  isSlow = true;
  await events(1, 1);
  await clock.advance(2_000);
  await events(50, 4_000);
  expect(asked).toEqual([650]);
  answer?.();
  await clock.settle();
  expect(asked).toHaveLength(2);
  answer?.();
});

it('sets one timer for a burst, not one for each event', async () => {
  let timers = 0;
  const { after } = clock;
  const counting = (delayMs: number, task: () => void) => {
    timers += 1;
    return after(delayMs, task);
  };
  const counted = new AggregateRefresh(new QueryClient(), { now: clock.now, after: counting, random: () => 0.5 });
  for (let event = 0; event < 2_000; event += 1) counted.request(KEY);
  expect(timers).toBe(1);
  counted.stop();
});

it('does not wait for a clock that was set back', async () => {
  await events(1, 1);
  const set = clock.now() - 3_600_000;
  let isSetBack = false;
  const now = () => (isSetBack ? set : clock.now());
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  let reads = 0;
  new QueryObserver(queryClient, { queryKey: [...KEY, {}], queryFn: () => (reads += 1) }).subscribe(() => undefined);
  await clock.settle();
  reads = 0;
  const other = new AggregateRefresh(queryClient, { now, after: clock.after, random: () => 0.5 });
  other.request(KEY);
  isSetBack = true;
  await clock.advance(1_000);
  expect(reads).toBe(1);
  other.stop();
});

it('requests nothing more once stopped', async () => {
  await events(1, 1);
  refresh.stop();
  await clock.advance(5_000);
  expect(asked).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});
