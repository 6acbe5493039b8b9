import { addEventHandler, getState } from 'jest-circus';
import { aFileBegins, aTestBegins } from './other-clock.mjs';

/* Sets the clock of `BELLHOP_TEST_CLOCK` at the beginning of each spec file and of each test. */

if (process.env.BELLHOP_TEST_CLOCK !== undefined) {
  const { expect } = /** @type {{ expect: { setState(state: object): void } }} */ (/** @type {unknown} */ (globalThis));
  const setState = expect.setState.bind(expect);
  // The runner's first call for each file.
  expect.setState = (/** @type {{ testPath?: string }} */ state) => {
    if (state.testPath !== undefined) aFileBegins();
    setState(state);
  };
  addEventHandler((event) => {
    const test = event.name === 'add_test' ? getState().currentDescribeBlock.children.at(-1) : undefined;
    if (test?.type !== 'test' || !test.fn) return;
    const run = /** @type {() => Promise<void>} */ (test.fn);
    test.fn = () => {
      aTestBegins();
      return run();
    };
  });
}
