import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { inProject } from './project.mjs';

/** `node:sqlite`, which locks the data directory, still announces itself as experimental. */
export const SERVER_FLAGS = ['--disable-warning=ExperimentalWarning'];

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
