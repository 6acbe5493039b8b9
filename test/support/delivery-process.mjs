/*
 * Runs a durable subscriber in a separate process, from the built code: `node delivery-process.mjs <database url>`.
 * Prints each call as a line of JSON, is killed as by SIGKILL at each event whose payload says so, and exits when no
 * partition is behind.
 */
import { writeSync } from 'node:fs';
// By file: the whole library would load Nest and take seconds to start.
import { SqlDeliveryStore } from '../../libs/realtime/dist/delivery/sql.delivery-store.js';
import { SqlEventLog } from '../../libs/realtime/dist/log/sql.event-log.js';
import { digestWorker } from '../../libs/realtime/dist/testing/digest-worker.js';
import { systemClock } from '../../libs/realtime/dist/time/clock.js';
import { Database } from '../../dist/platform/database/database.js';
import { PostgresDriver } from '../../dist/platform/database/postgres.driver.js';

const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

const driver = await PostgresDriver.open({ url: process.argv[2], poolSize: 4, onIdleError: () => undefined });
const database = new Database(driver);
const log = new SqlEventLog(database);
await log.open();
const store = new SqlDeliveryStore(database);
await store.open();
const handle = async ({ orgId, seq, payload }, { attempt }) => {
  tell({ orgId, seq, attempt });
  // Long enough for every partition to have a call under way when the process is killed.
  await new Promise((resolve) => void systemClock.after(20, resolve));
  if (payload.kills) process.kill(process.pid, 'SIGKILL');
};
const worker = digestWorker({ log, store, handle, subscriber: { maxAttempts: 3 } }, { scanMs: 50, leaseMs: 600 });
await worker.start();
// Not a timer of the clock, which would not keep the process alive.
setInterval(async () => {
  const { partitions } = await store.backlog(['digest'], undefined, 100);
  if (partitions.length === 0) process.exit(0);
}, 50);
