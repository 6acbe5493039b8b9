/**
 * The thread of PGlite: opens the database and runs the tasks it receives, in order. Tests run this source file directly, so
 * it imports only types from the server's other files.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import type { PgliteResponse, PgliteReport, PgliteStart, PgliteTask } from './pglite.messages.js';

/**
 * Milliseconds to hold responses of tasks that arrived together, so that they are sent together. Each message wakes the
 * server's thread, which on one core displaces this one and its caches.
 */
const HOLD_MS = 8;
/** Number of tasks between checks of the write-ahead log's length. */
const CHECKPOINT_CHECK_TASKS = 500;
const LOG_LENGTH = `
  select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`;
/**
 * Log lines after which PostgreSQL would exit, or the runtime has aborted. PGlite instead goes on for ever at full load. Text
 * from outside cannot match: PostgreSQL indents the continuation lines of a message.
 */
const LAST_WORDS = /^(?:\S+ \S+ \S+ \[\d+\] (?:PANIC|FATAL): +|(?=Aborted\())(.*)/;

const port = parentPort ?? undefined;
if (!port) throw new Error('runs as a worker thread only');
const { directory, dump, checkpointBytes } = workerData as PgliteStart;
const report = (message: PgliteReport, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function onLogLine(line: string): boolean {
  const words = LAST_WORDS.exec(line)?.[1];
  if (words !== undefined) {
    report({ kind: 'lost', words });
    // Ends this thread in the middle of whatever it is doing.
    process.exit(1);
  }
  return false;
}

let pglite: PGlite;
try {
  pglite = await PGlite.create({
    ...(directory !== undefined && { dataDir: directory }),
    ...(dump && { loadDataDir: new Blob([new Uint8Array(dump)]) }),
    // What the migrations create: a server has the same in its `contrib`.
    extensions: { btree_gin, pg_trgm },
    onStderr: onLogLine,
  });
} catch (error) {
  report({ kind: 'lost', words: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

/** @returns PostgreSQL's messages, concatenated */
async function run(messages: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  // Copied, because it points into PostgreSQL's memory.
  const onRawData = (data: Uint8Array): void => void parts.push(data.slice());
  // PostgreSQL writes its files itself, so there is nothing to sync to them.
  await pglite.execProtocolRawStream(messages, { onRawData, syncToFs: false });
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

async function perform(task: PgliteTask): Promise<PgliteResponse> {
  const { id } = task;
  switch (task.do) {
    case 'run':
      if (pglite.isInTransaction() !== (task.place === 'inside')) {
        return { id, error: { code: '25000', message: 'the statement belongs to another transaction' } };
      }
      return { id, messages: await run(task.messages) };
    case 'ping':
      return { id };
    case 'dump':
      return { id, dump: new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer()) };
    case 'close':
      await pglite.close();
      return { id };
  }
}

const answerTo = (task: PgliteTask): Promise<PgliteResponse> =>
  perform(task).catch((error: unknown) => ({
    id: task.id,
    error: { message: error instanceof Error ? error.message : String(error) },
  }));

let unchecked = 0;
/** PostgreSQL makes checkpoints in a separate process, which PGlite lacks: the log would grow until the next start. */
async function checkpointIfDue(tasks: number): Promise<void> {
  unchecked += tasks;
  if (unchecked < CHECKPOINT_CHECK_TASKS || pglite.isInTransaction()) return;
  unchecked = 0;
  const { rows } = await pglite.query<{ bytes: number }>(LOG_LENGTH);
  if ((rows[0]?.bytes ?? 0) > checkpointBytes) await pglite.exec('checkpoint');
}

async function work(tasks: readonly PgliteTask[]): Promise<void> {
  let answers: PgliteResponse[] = [];
  let toldAt = performance.now();
  const tell = (): void => {
    if (answers.length > 0) report({ kind: 'answers', answers });
    answers = [];
    toldAt = performance.now();
  };
  for (const task of tasks) {
    answers.push(await answerTo(task));
    if (performance.now() - toldAt > HOLD_MS) tell();
  }
  tell();
  if (tasks.at(-1)?.do === 'close') port?.close();
  // A lasting failure will show in the next statement.
  else await checkpointIfDue(tasks.length).catch(() => undefined);
}

let done = Promise.resolve();
port.on('message', (tasks: readonly PgliteTask[]) => {
  done = done.then(() => work(tasks));
});
report({ kind: 'open' });
