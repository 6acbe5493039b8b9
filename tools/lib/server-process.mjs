import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { inProject } from './project.mjs';
import { SERVER } from './server-build.mjs';

/** `node:sqlite`, which locks the data directory, still prints an experimental warning. */
export const QUIET_FLAGS = ['--disable-warning=ExperimentalWarning'];

/**
 * V8 flags of the server. Its heap is small and steady, and V8’s defaults would keep it so tight that it is marked
 * every few seconds: 100 ms of work, with pauses that show in a stream’s 99th percentile. So the heap may double first,
 * idle time is not used to shrink it, and the young generation stays within the processor’s cache. The figures are in
 * docs/where-the-time-goes.md.
 */
export const SERVER_FLAGS = [
  ...QUIET_FLAGS,
  '--no-memory-reducer',
  '--heap-growing-percent=100',
  '--max-semi-space-size=16',
];

/**
 * Runs the built server on this terminal until it ends, and forwards signals to it.
 * @param {import('../prepare.mjs').Runtime} runtime
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it
 */
export function runServer({ node, env }) {
  return new Promise((resolve, reject) => {
    const server = spawn(node, [...SERVER_FLAGS, SERVER], {
      stdio: 'inherit',
      env,
      cwd: inProject(),
    });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        // Ctrl-C in a terminal reaches the server directly; a second signal would mean "at once".
        if (signal === 'SIGINT' && process.stdin.isTTY) return;
        server.kill(signal);
      });
    }
    server.on('error', reject);
    server.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
