import sequencer from '@jest/test-sequencer';
import { LONGEST } from './longest-specs.mjs';

// Its types describe a `default`; the import is that value itself.
const Sequencer = /** @type {typeof import('@jest/test-sequencer').default} */ (/** @type {unknown} */ (sequencer));

/** Folders whose specs wait for servers to start, die and restart, slowest first. */
const SLOW = ['/test/faults/', '/test/contract/', '/test/api/', '/src/'];

const rank = (/** @type {{ path: string }} */ { path }) => {
  const known = LONGEST.findIndex((file) => path.endsWith(`/${file}`));
  if (known !== -1) return known;
  const place = SLOW.findIndex((folder) => path.includes(folder));
  return LONGEST.length + (place === -1 ? SLOW.length : place);
};

/**
 * Runs the slowest files first, so that no worker is left alone with one at the end. Without known times, as on a fresh
 * clone, Jest sorts by file size, and a file that kills servers is small.
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
