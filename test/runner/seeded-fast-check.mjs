import fc from '../../node_modules/fast-check/lib/fast-check.js';

/*
 * What every spec imports as `fast-check` (see jest.config.mjs). Each property test has the same seed in each run, so
 * `npm test` does not pass or fail by chance. `FAULTS_SEED` overrides every seed, including a test’s own. A failing
 * property prints its seed.
 */

const DEFAULT_SEED = 20_261_121;

const asked = process.env.FAULTS_SEED;
if (asked !== undefined && !/^\d{1,9}$/.test(asked)) {
  throw new Error(`FAULTS_SEED must be a whole number of at most nine digits, not "${asked}".`);
}

const seed = asked === undefined ? DEFAULT_SEED : Number(asked);
fc.configureGlobal({ seed });
const wins = asked === undefined ? {} : { seed };

/** @type {typeof fc.assert} */
const assert = (property, parameters) => fc.assert(property, { ...parameters, ...wins });
/** @type {typeof fc.check} */
const check = (property, parameters) => fc.check(property, { ...parameters, ...wins });
/** @type {typeof fc.sample} */
const sample = (generator, parameters) => {
  const given = typeof parameters === 'number' ? { numRuns: parameters } : parameters;
  return fc.sample(generator, { ...given, ...wins });
};

export default { ...fc, assert, check, sample };
