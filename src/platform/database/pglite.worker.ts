/**
 * The thread that PGlite runs in: it opens the database and does what it is sent, in order. Tests run this file as it
 * stands, so it imports no other file of the server's but for types.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { PgliteAnswer, PgliteReport, PgliteStart, PgliteTask } from './pglite.messages.js';

/**
 * Answers of tasks that came together are held back to go together, but no longer than this: each message wakes the
 * server's thread, which on one core takes the place of this one, caches and all.
 */
const HOLD_MS = 8;
/** Tasks after which the length of the write-ahead log is looked at. */
const CHECKPOINT_CHECK_TASKS = 500;
const LOG_LENGTH = `
  select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`;
/**
 * Lines after which PostgreSQL would end its process, or the runtime has ended the program. PGlite goes on instead, for
 * ever and at full load. Text from outside cannot look like one: PostgreSQL indents the further lines of a message.
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
    // Ends this thread, in the middle of whatever it does.
    process.exit(1);
  }
  return false;
}

let pglite: PGlite;
try {
  pglite = await PGlite.create({
    ...(directory !== undefined && { dataDir: directory }),
    ...(dump && { loadDataDir: new Blob([new Uint8Array(dump)]) }),
    onStderr: onLogLine,
  });
} catch (error) {
  report({ kind: 'lost', words: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

/** @returns PostgreSQL's messages in one piece */
async function run(messages: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  // It points into PostgreSQL's memory.
  const onRawData = (data: Uint8Array): void => void parts.push(data.slice());
  // Files are written by PostgreSQL itself: there is nothing else to bring to them.
  await pglite.execProtocolRawStream(messages, { onRawData, syncToFs: false });
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

async function perform(task: PgliteTask): Promise<PgliteAnswer> {
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

const answerTo = (task: PgliteTask): Promise<PgliteAnswer> =>
  perform(task).catch((error: unknown) => ({
    id: task.id,
    error: { message: error instanceof Error ? error.message : String(error) },
  }));

let unchecked = 0;
/** PostgreSQL makes checkpoints in a process of its own, which PGlite has not: its log would grow until the next start. */
async function checkpointIfDue(tasks: number): Promise<void> {
  unchecked += tasks;
  if (unchecked < CHECKPOINT_CHECK_TASKS || pglite.isInTransaction()) return;
  unchecked = 0;
  const { rows } = await pglite.query<{ bytes: number }>(LOG_LENGTH);
  if ((rows[0]?.bytes ?? 0) > checkpointBytes) await pglite.exec('checkpoint');
}

async function work(tasks: readonly PgliteTask[]): Promise<void> {
  let answers: PgliteAnswer[] = [];
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
  // What it fails with, a statement will tell as well.
  else await checkpointIfDue(tasks.length).catch(() => undefined);
}

let done = Promise.resolve();
port.on('message', (tasks: readonly PgliteTask[]) => {
  done = done.then(() => work(tasks));
});
report({ kind: 'open' });
