import { relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { addEventHandler, getState } from 'jest-circus';
import { testTimeout } from '../../jest.config.mjs';

/*
 * The runner waits for a test as long as the test takes. Here every test and hook gets a limit, as Jest's own runner gives it:
 * the milliseconds that it names as its last argument, else `testTimeout`. A test that is late fails. One that
 * blocks the event loop keeps that timer from firing too: the watchdog ends the process, and with it the file. Nothing is ended
 * once the runner has moved on: a process that ends without a task takes the whole run with it.
 */

// Taken at the start: a test may install fake timers.
const { setTimeout, clearTimeout } = globalThis;

/** How long after its limit a test may still run, in milliseconds; never longer than the limit itself. */
const MAX_GRACE_MS = 30_000;

const watchdog = new Worker(new URL('./watchdog.mjs', import.meta.url), { execArgv: [] });
watchdog.unref();

let lastId = 0;

/**
 * @param {string} what
 * @param {number} milliseconds
 * @returns {() => void} call it when the work is over
 */
function watch(what, milliseconds) {
  const { testPath = '' } = /** @type {typeof import('@jest/globals')} */ (
    /** @type {unknown} */ (globalThis)
  ).expect.getState();
  const id = ++lastId;
  const endsAfterMs = milliseconds + Math.min(milliseconds, MAX_GRACE_MS);
  const sentence = `${what} of ${relative(process.cwd(), testPath)} still runs after ${endsAfterMs} ms: its file is ended.`;
  watchdog.postMessage({ id, endsAfterMs, sentence });
  return () => watchdog.postMessage({ id });
}

/**
 * @param {Function} run a test or a hook; it takes nothing
 * @param {number} milliseconds
 * @param {string} what
 */
const within = (run, milliseconds, what) => async () => {
  const over = watch(what, milliseconds);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not over after ${milliseconds} ms.`)), milliseconds);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
    over();
  }
};

addEventHandler((event) => {
  const { currentDescribeBlock } = getState();
  if (event.name === 'add_test') {
    const test = currentDescribeBlock.children.at(-1);
    if (test?.type === 'test' && test.fn) {
      test.fn = within(test.fn, event.timeout ?? testTimeout, `The test “${event.testName}”`);
    }
  } else if (event.name === 'add_hook') {
    const hook = currentDescribeBlock.hooks.at(-1);
    if (hook) hook.fn = within(hook.fn, event.timeout ?? testTimeout, `A hook (${hook.type})`);
  }
});
