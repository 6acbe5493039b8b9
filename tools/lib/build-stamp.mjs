import { existsSync, readFileSync } from 'node:fs';

/**
 * Whether a build is there and was made from these inputs. A build writes its inputs to a file among its output, its stamp,
 * which is therefore deleted with it.
 * @param {string} stamp
 * @param {string} inputs
 */
export const isBuiltFrom = (stamp, inputs) => existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs;
