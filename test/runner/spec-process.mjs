import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/* A process of test/runner/spec-processes.mjs: runs one spec file after the other. */

const runner = dirname(createRequire(import.meta.url).resolve('jest-light-runner'));
/**
 * @typedef {object} Worker what jest-light-runner runs files with; its own processes lose these data if they load slowly
 * @property {(path: string) => Promise<object>} default
 * @property {(data: object) => void} setWorkerData
 */
const loaded = /** @type {Promise<Worker>} */ (import(pathToFileURL(join(runner, 'worker-runner.js')).href));

/** @typedef {{ workerData: object, path?: undefined } | { workerData?: undefined, path: string }} Order */

/** @param {Order} order */
async function obey({ workerData, path }) {
  const { default: runFile, setWorkerData } = await loaded;
  if (path === undefined) return setWorkerData(workerData);
  try {
    process.send?.({ result: await runFile(path) });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    process.send?.({ error: { message, stack } });
  }
}

// One after the other: what a file is run with comes before the file.
let last = Promise.resolve();
process.on('message', (/** @type {Order} */ order) => {
  last = last.then(() => obey(order));
});
// Whatever a file has left open.
process.once('disconnect', () => process.exit());
