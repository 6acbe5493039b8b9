import { addEventHandler, getState } from 'jest-circus';
import { testTimeout } from '../../jest.config.mjs';

/*
 * The runner does not limit a test’s time. Here every test and hook gets a limit in milliseconds, as in Jest’s own
 * runner: its last argument, else `testTimeout`.
 */

// Taken at the start: a test may install fake timers.
const { setTimeout, clearTimeout } = globalThis;

/**
 * @param {Function} run a test or a hook, without parameters
 * @param {number} milliseconds
 * @param {string} what
 */
const within = (run, milliseconds, what) => async () => {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not over after ${milliseconds} ms.`)), milliseconds);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
};

addEventHandler((event) => {
  const { currentDescribeBlock } = getState();
  if (event.name === 'add_test') {
    const test = currentDescribeBlock.children.at(-1);
    if (test?.type === 'test' && test.fn) test.fn = within(test.fn, event.timeout ?? testTimeout, 'The test');
  } else if (event.name === 'add_hook') {
    const hook = currentDescribeBlock.hooks.at(-1);
    if (hook) hook.fn = within(hook.fn, event.timeout ?? testTimeout, `A hook (${hook.type})`);
  }
});
