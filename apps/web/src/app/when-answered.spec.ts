import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { type After, MOST_MS, NO_QUERY_MS, SETTLED_MS, whenAnswered } from './when-answered.js';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

let now: number;
let timers: Set<Timer>;
let client: QueryClient;
let isAnswered: boolean;

const wait: After = (ms, work) => {
  const timer = { at: now + ms, work };
  timers.add(timer);
  return () => void timers.delete(timer);
};

/** Lets `ms` pass, and what was promised happen. */
async function pass(ms: number): Promise<void> {
  now += ms;
  for (const timer of [...timers].filter(({ at }) => at <= now)) if (timers.delete(timer)) timer.work();
  await new Promise(setImmediate);
}

/** @returns a function that answers the query */
function begin(key: string): () => Promise<void> {
  let answer = (_row: string): void => undefined;
  const answered = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const done = client.query({ queryKey: [key], queryFn: () => answered }).catch(() => undefined);
  return async () => {
    answer('a row');
    await done;
    await pass(0);
  };
}

beforeEach(() => {
  now = 0;
  timers = new Set();
  client = new QueryClient();
  isAnswered = false;
  void whenAnswered(client, wait).then(() => {
    isAnswered = true;
  });
});
afterEach(() => client.clear());

test('the page is answered when its last query is, and those that follow from it', async () => {
  const [rows, people] = [begin('rows'), begin('people')];
  await rows();
  await pass(SETTLED_MS);
  expect(isAnswered).toBe(false);
  await people();
  await pass(SETTLED_MS - 1);
  const summary = begin('summary');
  await pass(SETTLED_MS);
  expect(isAnswered).toBe(false);
  await summary();
  await pass(SETTLED_MS);
  expect(isAnswered).toBe(true);
  expect(timers.size).toBe(0);
});

test('a page without a query is answered after a while', async () => {
  await pass(NO_QUERY_MS - 1);
  expect(isAnswered).toBe(false);
  await pass(1);
  expect(isAnswered).toBe(true);
});

test('a query that gets no answer is not waited for endlessly', async () => {
  begin('stuck');
  await pass(0);
  await pass(MOST_MS - 1);
  expect(isAnswered).toBe(false);
  await pass(1);
  expect(isAnswered).toBe(true);
  expect(timers.size).toBe(0);
});
