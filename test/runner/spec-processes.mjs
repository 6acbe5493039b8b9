import { fork } from 'node:child_process';
import { once } from 'node:events';
import { SHORT_LIVED_FLAGS } from './short-lived-flags.mjs';

/**
 * @typedef {import('@jest/test-result').Test} Test
 * @typedef {import('@jest/test-result').TestResult} TestResult
 * @typedef {import('@jest/types').Config.GlobalConfig} GlobalConfig
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 *
 * @typedef {object} Answer what a process says of a spec file
 * @property {TestResult} [result]
 * @property {{ message: string, stack: string }} [error] the file could not be run
 */

/** How long a process may take to end when its files are done, in milliseconds. */
const END_MS = 1_000;
/** As this process has, which reads specs from source, for PGlite in its threads. */
const FLAGS = [...process.execArgv, ...SHORT_LIVED_FLAGS];

/**
 * Jest's runner for spec files that share the modules of their process (docs/decisions/0029). Each process gets a file, and
 * the next one when it has answered. It has what it needs to run them before it is given the first.
 */
export default class SpecProcesses {
  /** @type {GlobalConfig} */
  #globalConfig;

  /** @param {GlobalConfig} globalConfig */
  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  /**
   * @param {Test[]} tests in the order to be run
   * @param {unknown} _watcher
   * @param {(test: Test) => Promise<void>} onStart
   * @param {(test: Test, result: TestResult) => Promise<void>} onResult
   * @param {(test: Test, error: unknown) => Promise<void>} onFailure
   */
  async runTests(tests, _watcher, onStart, onResult, onFailure) {
    // Shared by all: each takes the next file.
    const left = tests.values();
    const work = async () => {
      /** @type {ChildProcess | undefined} */
      let process;
      for (const test of left) {
        process = process?.connected ? process : this.#start(test);
        await onStart(test);
        await ask(process, test.path).then(
          (result) => onResult(test, result),
          (error) => onFailure(test, error),
        );
      }
      if (process) await end(process);
    };
    await Promise.all(Array.from({ length: Math.min(this.#globalConfig.maxWorkers, tests.length) }, work));
  }

  /**
   * @param {Test} test any of those to be run there
   * @returns {ChildProcess}
   */
  #start({ context: { config: projectConfig } }) {
    const process = fork(new URL('./spec-process.mjs', import.meta.url), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: FLAGS,
    });
    // Its end is what tells.
    process.on('error', () => undefined);
    process.send({ workerData: { globalConfig: this.#globalConfig, projectConfig, runtime: 'child_process' } });
    return process;
  }
}

/**
 * @param {ChildProcess} process
 * @param {string} path
 * @returns {Promise<TestResult>}
 * @throws Error when the process ends before it has answered
 */
function ask(process, path) {
  return new Promise((resolve, reject) => {
    const ended = (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
      process.off('message', answered);
      reject(new Error(`The process of this file ended (${signal ?? `exit code ${code}`}).`));
    };
    const answered = (/** @type {Answer} */ { result, error }) => {
      process.off('exit', ended);
      if (result) resolve(result);
      else reject(Object.assign(new Error(), error));
    };
    process.once('exit', ended).once('message', answered);
    process.send({ path });
  });
}

/** @param {ChildProcess} process */
async function end(process) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const timer = setTimeout(() => process.kill('SIGKILL'), END_MS);
  const gone = once(process, 'exit');
  if (process.connected) process.disconnect();
  await gone;
  clearTimeout(timer);
}
