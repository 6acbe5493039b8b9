import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SqlDeliveryStore, SqlEventLog } from '@bellhop/realtime';
import { unlogged } from '@bellhop/realtime/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

const SUBSCRIBER = fileURLToPath(new URL('../support/delivery-process.mjs', import.meta.url));
const INNOCENT = ['aurora', 'borealis', 'corona', 'dawn'];
const PER_ORG = 4;
const POISONED = { orgId: 'eclipse', seq: 2 };
const MAX_ATTEMPTS = 3;

interface Called {
  readonly orgId: string;
  readonly seq: number;
  readonly attempt: number;
}

let postgres: TestPostgres;
let driver: PostgresDriver;
let child: ChildProcess | undefined;

beforeAll(async () => {
  postgres = await startPostgres();
  driver = await PostgresDriver.open({ url: postgres.url, poolSize: 2, onIdleError: () => undefined });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await driver.close();
  await postgres.stop();
});

it('adds a dead letter for the one event that kills the process at each call, and goes on with the others', async () => {
  const database = new Database(driver);
  const log = new SqlEventLog(database);
  await log.open();
  const store = new SqlDeliveryStore(database);
  await store.open();
  await store.register('digest', 'head');
  for (const orgId of [...INNOCENT, POISONED.orgId]) {
    const records = Array.from({ length: PER_ORG }, (_, index) => {
      const kills = orgId === POISONED.orgId && index + 1 === POISONED.seq;
      return unlogged(orgId, { payloadJson: JSON.stringify({ kills }) });
    });
    await log.commit(records);
  }

  const calls: Called[] = [];
  let kills = 0;
  for (let ended = false; !ended;) {
    child = spawn(process.execPath, [SUBSCRIBER, postgres.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('the process has no output');
    createInterface(child.stdout).on('line', (line) => calls.push(JSON.parse(line) as Called));
    await once(child, 'close');
    ended = child.signalCode !== 'SIGKILL';
    if (!ended) kills += 1;
  }
  expect(child?.exitCode).toBe(0);

  const poisoned = calls.filter(({ orgId, seq }) => orgId === POISONED.orgId && seq === POISONED.seq);
  const attempts = poisoned.map(({ attempt }) => attempt);
  const counted = Array.from({ length: MAX_ATTEMPTS }, (_, index) => index + 1);
  // The first kill cannot be blamed on an event: the position is saved after a batch, not after each event. It can be where the
  // machine stood still for longer than a lease before.
  expect([[1, ...counted], counted]).toContainEqual(attempts);
  expect(kills).toBe(attempts.length);
  const [deadLetter, ...more] = await store.deadLetters(POISONED.orgId, undefined, 10);
  expect(deadLetter).toMatchObject({ ...POISONED, attempts: MAX_ATTEMPTS, failure: { name: 'ProcessEnded' } });
  expect(more).toEqual([]);
  for (const orgId of INNOCENT) expect(await store.deadLetters(orgId, undefined, 10)).toEqual([]);
  for (const orgId of [...INNOCENT, POISONED.orgId]) {
    const seqs = new Set(calls.filter((call) => call.orgId === orgId).map(({ seq }) => seq));
    expect([...seqs]).toEqual([1, 2, 3, 4]);
  }
});
