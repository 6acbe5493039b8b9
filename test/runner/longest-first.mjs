import sequencer from '@jest/test-sequencer';

// What its types call `default` is what a module imports.
const Sequencer = /** @type {typeof import('@jest/test-sequencer').default} */ (/** @type {unknown} */ (sequencer));

/** Folders whose files wait for servers to start, to be killed and to come back, the slowest first. */
const SLOW = ['/test/faults/', '/test/contract/', '/test/api/', '/src/'];

const rank = (/** @type {{ path: string }} */ { path }) => {
  const place = SLOW.findIndex((folder) => path.includes(folder));
  return place === -1 ? SLOW.length : place;
};

/**
 * Begins with what takes longest, so that no worker is left alone with it at the end. Jest goes by the size of a file where it
 * does not know its last time, as on a fresh clone; a file that kills servers is small.
 */
export default class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {Parameters<import('@jest/test-sequencer').default['sort']>[0]} tests
   */
  async sort(tests) {
    const bySize = await super.sort(tests);
    return [...bySize].sort((a, b) => rank(a) - rank(b));
  }
}
