import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/*
 * A thread of its own beside the tests: a test that never lets go of the event loop keeps every timer of its thread from
 * coming, and only somebody else can end it. See time-limits.mjs.
 */

/**
 * @typedef {object} Watched
 * @property {number} id
 * @property {number} [endsAfterMs] from now on; without it, `id` is over
 * @property {string} [sentence] what to say when the process is ended
 */

/** @type {Map<number, NodeJS.Timeout>} */
const watched = new Map();

parentPort?.on('message', (/** @type {Watched} */ { id, endsAfterMs, sentence }) => {
  clearTimeout(watched.get(id));
  watched.delete(id);
  if (endsAfterMs === undefined) return;
  const end = () => {
    writeSync(2, `\n${sentence}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  watched.set(id, setTimeout(end, endsAfterMs));
});
