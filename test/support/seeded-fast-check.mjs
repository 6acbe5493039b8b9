import fc from '../../node_modules/fast-check/lib/fast-check.js';

/*
 * What every spec gets for `fast-check` (see jest.config.mjs). Each property test has the same seed in each run, so that
 * whether `npm test` passes is no matter of luck; `FAULTS_SEED` names another. A property that fails prints its seed.
 */

const DEFAULT_SEED = 20_261_121;

const asked = process.env.FAULTS_SEED;
if (asked !== undefined && !/^\d{1,9}$/.test(asked)) {
  throw new Error(`FAULTS_SEED must be a whole number of at most nine digits, not "${asked}".`);
}

fc.configureGlobal({ seed: asked === undefined ? DEFAULT_SEED : Number(asked) });

export default fc;
