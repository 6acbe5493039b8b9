import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from './failure.mjs';
import { inProject } from './project.mjs';
import { buildServer } from './server-build.mjs';

/** An editor that saves several files, or one in several steps, is one change. */
const SETTLE_MS = 50;

/**
 * Where the sources of server and libs are. A lib that was renamed leaves a folder behind with nothing but what was built of it.
 * @param {string} root
 */
export function sourceFolders(root) {
  const libs = readdirSync(join(root, 'libs')).map((lib) => join(root, 'libs', lib, 'src'));
  return [join(root, 'src'), ...libs.filter((folder) => existsSync(folder))];
}

/**
 * Builds libs and server again after every change of their sources. The compiler's own watch mode (7.0.2) does not
 * notice changes of projects that were up to date when it started, and a build that is nearly fresh takes 0.1 s.
 * @param {import('../prepare.mjs').Runtime} runtime
 * @param {(line: string) => void} tell
 * @returns {() => void} stops it
 */
export function rebuildOnChange(runtime, tell) {
  /** @type {NodeJS.Timeout | undefined} */
  let pending;
  let building = Promise.resolve();
  const rebuild = async () => {
    const since = Date.now();
    try {
      await buildServer(runtime);
      tell(`built in ${Date.now() - since} ms`);
    } catch (error) {
      describeFailure(error).split('\n').forEach(tell);
    }
  };
  const changed = () => {
    clearTimeout(pending);
    pending = setTimeout(() => (building = building.then(rebuild)), SETTLE_MS);
  };
  const watchers = sourceFolders(inProject()).map((folder) => watch(folder, { recursive: true }, changed));
  return () => {
    clearTimeout(pending);
    watchers.forEach((watcher) => watcher.close());
  };
}
