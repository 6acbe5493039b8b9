import { describeFailure } from './failure.mjs';
import { runLanes, say } from './lanes.mjs';
import { heading } from './progress.mjs';
import { failedTally } from './tally.mjs';

/**
 * @typedef {import('./tally.mjs').Tally} Tally
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {() => Promise<Tally>} work
 */

/**
 * Runs stages one after the other, and the parts of each side by side. A part that throws counts as one failed test, and
 * everything else runs all the same.
 * @param {readonly (readonly Part[])[]} stages
 * @param {{ count: (tally: Tally) => void, isInterrupted: () => boolean }} run
 */
export async function runStages(stages, { count, isInterrupted }) {
  for (const parts of stages) {
    if (parts.length === 0 || isInterrupted()) continue;
    heading(parts.map(({ name }) => name).join(', '));
    await runLanes(parts.map((part) => ({ name: part.name, work: async () => count(await tallyOfPart(part)) })));
  }
}

/** @param {Part} part */
async function tallyOfPart({ name, work }) {
  try {
    return await work();
  } catch (error) {
    say(`\n${describeFailure(error)}`);
    return failedTally(`${name} stopped before everything was run`);
  }
}
