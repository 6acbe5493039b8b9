import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { inProject } from './project.mjs';

/** `node:sqlite`, which locks the data directory, still announces itself as experimental. */
export const QUIET_FLAGS = ['--disable-warning=ExperimentalWarning'];

/**
 * What the server is run with. Its heap is small and steady, and by V8's own rules would be kept so tight that it is marked
 * through every few seconds: 100 ms of work, and pauses that a stream's 99th percentile shows. So it may double before
 * that, idle time is not used to shrink it, and what is young stays within the processor's cache. The figures are in
 * docs/where-the-time-goes.md.
 */
export const SERVER_FLAGS = [
  ...QUIET_FLAGS,
  '--no-memory-reducer',
  '--heap-growing-percent=100',
  '--max-semi-space-size=16',
];

/**
 * Runs the built server on this terminal until it ends, and passes on the signals that ask it to.
 * @param {import('../prepare.mjs').Runtime} runtime
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it
 */
export function runServer({ node, env }) {
  return new Promise((resolve, reject) => {
    const server = spawn(node, [...SERVER_FLAGS, inProject('dist/main.js')], {
      stdio: 'inherit',
      env,
      cwd: inProject(),
    });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        // Ctrl-C in a terminal reaches the server by itself; twice would mean "at once" to it.
        if (signal === 'SIGINT' && process.stdin.isTTY) return;
        server.kill(signal);
      });
    }
    server.on('error', reject);
    server.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
