import { Failure } from './failure.mjs';

/** The oldest Node that can run the preparation; everything after it runs under the Node that the packages bring. */
const OLDEST_NODE = 18;
/** The oldest npm that reads this lock file and installs workspaces reliably. */
const OLDEST_NPM = 9;
/** What the server, the build and the tests are made for. */
export const RUNTIME_NODE = 24;

/** @param {string} version such as `v20.20.2` or `10.8.2` */
export const majorOf = (version) => Number.parseInt(version.replace(/^v/, ''), 10);

/**
 * @param {string} [version] default: the Node that runs this
 * @throws {Failure} when it is too old
 */
export function checkNode(version = process.version) {
  if (majorOf(version) >= OLDEST_NODE) return;
  throw new Failure(
    `This is Node ${version}, and Bellhop needs Node ${OLDEST_NODE} or newer to begin with. ` +
      `Install Node ${RUNTIME_NODE} from https://nodejs.org and run the command again.`,
  );
}

/**
 * @param {string} version
 * @throws {Failure} when it is too old
 */
export function checkNpm(version) {
  if (majorOf(version) >= OLDEST_NPM) return;
  throw new Failure(
    `This is npm ${version}, and Bellhop needs npm ${OLDEST_NPM} or newer. ` +
      `Install Node ${RUNTIME_NODE} from https://nodejs.org, which brings one along, and run the command again.`,
  );
}
