import { Failure } from './failure.mjs';

/** The oldest Node that can run the preparation; the rest runs on the Node from the packages. */
const OLDEST_NODE = 18;
/** The oldest npm that reads this lock file and installs workspaces reliably. */
const OLDEST_NPM = 9;
/** The Node that server, build and tests are made for. */
export const RUNTIME_NODE = 24;

/** @param {string} version such as `v20.20.2` or `10.8.2` */
export const majorOf = (version) => Number.parseInt(version.replace(/^v/, ''), 10);

/**
 * @param {string} [version] default: the running Node
 * @throws {Failure} when it is too old
 */
export function checkNode(version = process.version) {
  if (majorOf(version) >= OLDEST_NODE) return;
  throw new Failure(
    `This is Node ${version}, but Bellhop needs Node ${OLDEST_NODE} or newer to start with. ` +
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
    `This is npm ${version}, but Bellhop needs npm ${OLDEST_NPM} or newer. ` +
      `Install Node ${RUNTIME_NODE} from https://nodejs.org, which includes one, and run the command again.`,
  );
}
