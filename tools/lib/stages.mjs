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
 * Runs stages one after the other. In each, the parts of a lane come one after the other, and the lanes are side by side. A part
 * that throws counts as one failed test, and everything else runs all the same.
 * @param {readonly (readonly (readonly Part[])[])[]} stages
 * @param {object} run
 * @param {(tally: Tally) => void} run.count
 * @param {() => boolean} run.isInterrupted nothing new begins then
 * @param {(name: string, work: () => Promise<void>) => Promise<void>} [run.measure] does each stage; default: nothing but that
 */
export async function runStages(stages, { count, isInterrupted, measure = (_name, work) => work() }) {
  const pieceOf = (/** @type {Part} */ part) => ({
    name: part.name,
    work: async () => (isInterrupted() ? undefined : count(await tallyOfPart(part))),
  });
  for (const stage of stages) {
    const lanes = stage.filter((parts) => parts.length > 0);
    if (lanes.length === 0 || isInterrupted()) continue;
    const name = lanes.map((parts) => parts.map((part) => part.name).join(', ')).join(' beside ');
    heading(name);
    await measure(name, () => runLanes(lanes.map((parts) => parts.map(pieceOf))));
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
