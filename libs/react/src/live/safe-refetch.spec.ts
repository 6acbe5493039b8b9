import { beforeEach, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/client/testing';
import { FakeClient } from '../testing/fake-client.js';
import { SafeRefetch } from './safe-refetch.js';

let clock: SimulatedClock;
let client: FakeClient;
let safeRefetch: SafeRefetch;
let refetched: number;

beforeEach(() => {
  clock = new SimulatedClock();
  client = new FakeClient();
  refetched = 0;
  const environment = { now: clock.now, after: clock.after, random: () => 0.5 };
  safeRefetch = new SafeRefetch(client, environment, () => (refetched += 1));
  safeRefetch.start();
});

it.each(['offline', 'connecting', 'stopped'] as const)('reloads every 62.5 s while %s', async (status) => {
  client.become({ status });
  await clock.advance(62_499);
  expect(refetched).toBe(0);
  await clock.advance(1);
  expect(refetched).toBe(1);
  await clock.advance(125_000);
  expect(refetched).toBe(3);
});

it.each(['connected', 'signed-out'] as const)('does nothing while %s', async (status) => {
  client.become({ status: 'offline' });
  await clock.advance(59_999);
  client.become({ status });
  await clock.advance(600_000);
  expect(refetched).toBe(0);
  expect(clock.pendingTimers).toBe(0);
});

it('counts from the loss of the connection, not from the last attempt', async () => {
  client.become({ status: 'offline' });
  await clock.advance(40_000);
  client.become({ status: 'connecting' });
  await clock.advance(22_500);
  expect(refetched).toBe(1);
  await clock.advance(62_499);
  expect(refetched).toBe(1);
});

it('releases its timer when stopped', () => {
  client.become({ status: 'offline' });
  safeRefetch.stop();
  expect(clock.pendingTimers).toBe(0);
});
