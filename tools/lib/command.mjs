import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { Failure } from './failure.mjs';
import { passOn } from './lanes.mjs';
import { ROOT } from './project.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd] default: the repository's root
 * @property {NodeJS.ProcessEnv} [env] default: this process's
 * @property {number} [timeoutMs] the command is ended after this time; default: never
 * @property {boolean} [show] forwards the output as it arrives; default: false
 * @property {number} [niceness] 0 to 19, how far it yields the processor to other programs; default: this process's
 * @property {boolean} [withChildren] a signal for the command goes to the processes that it started, too; default: false
 *
 * @typedef {object} CommandResult
 * @property {number | null} code exit code; null when a signal ended it or it could not be started
 * @property {string} output stdout and stderr in the order received; empty with `show`
 * @property {string} [trouble] why there is no exit code
 */

/** Niceness of what takes only the time of the processors that other commands leave. */
export const BACKGROUND = 5;
/** How long to wait after the exit for output of processes that the command left in the background. */
const FLUSH_MS = 500;
const KILL_MS = 5_000;

/**
 * A pipe hides the terminal from a command, and CI=true makes some commands colour even a pipe, so say it explicitly.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} show
 */
function colour(env, show) {
  if (process.stdout.isTTY && !env.NO_COLOR) return { FORCE_COLOR: '1' };
  return show ? {} : { NO_COLOR: '1' };
}

/**
 * Ends the running commands.
 * @type {Set<(signal: NodeJS.Signals) => void>}
 */
const running = new Set();

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ niceness: number, isGroup: boolean }} options `isGroup`: it leads a session of its own
 */
function lowerPriority({ pid }, { niceness, isGroup }) {
  try {
    if (pid === undefined) return;
    setPriority(pid, niceness);
    // Linux may share the processors between sessions, and looks at a process’s niceness only among those of its session.
    if (isGroup && process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended, or the system has no priorities.
  }
}

/**
 * @param {import('node:child_process').ChildProcess} leader of a process group
 * @param {NodeJS.Signals} signal
 */
function signalGroup({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // All of them have ended.
  }
}

/** Sends SIGTERM to the running commands, for a process that was itself told to end. */
export function endRunningCommands() {
  running.forEach((end) => end('SIGTERM'));
}

/**
 * Runs a command without stdin and waits for it. Never rejects: check `code`. Prints nothing after it settles, not even
 * output of processes that it left behind.
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function run(command, args, options = {}) {
  const { cwd = ROOT, env = process.env, timeoutMs, show = false, niceness, withChildren = false } = options;
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...env, ...colour(env, show) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own.
      detached: withChildren,
    });
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      if (withChildren) signalGroup(child, signal);
      else child.kill(signal);
    };
    running.add(end);
    if (niceness !== undefined) lowerPriority(child, { niceness, isGroup: withChildren });
    /** @type {Buffer[]} */
    const chunks = [];
    /** @type {string | undefined} */
    let trouble;
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    if (timeoutMs) {
      timers.push(
        setTimeout(() => {
          trouble = `it was stopped after ${Math.round(timeoutMs / 1000)} s`;
          end('SIGTERM');
          timers.push(setTimeout(() => end('SIGKILL'), KILL_MS));
        }, timeoutMs),
      );
    }
    const keep = { write: (/** @type {Buffer} */ chunk) => void chunks.push(chunk), end: () => undefined };
    const [out, err] = show ? [passOn(process.stdout), passOn(process.stderr)] : [keep, keep];
    child.stdout.on('data', (chunk) => out.write(chunk));
    child.stderr.on('data', (chunk) => err.write(chunk));

    /** @param {number | null} code */
    const finish = (code) => {
      running.delete(end);
      timers.forEach(clearTimeout);
      child.stdout.destroy();
      child.stderr.destroy();
      out.end();
      err.end();
      const output = Buffer.concat(chunks).toString('utf8');
      settle(trouble === undefined ? { code, output } : { code: null, output, trouble });
    };
    child.on('error', (error) => {
      trouble = error.message;
      finish(null);
    });
    child.on('exit', (code, signal) => {
      if (signal && !trouble) trouble = `it was ended by ${signal}`;
      timers.push(setTimeout(() => finish(code), FLUSH_MS));
    });
    child.on('close', (code) => finish(code));
  });
}

/**
 * Runs a command and shows its output only if it fails.
 * @param {string} sentence what failed, and what to do about it
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<string>} its output
 * @throws {Failure} with the whole output
 */
export async function runOrFail(sentence, command, args, options) {
  const { code, output, trouble } = await run(command, args, options);
  if (code !== 0) throw new Failure(trouble ? `${sentence} (${trouble})` : sentence, output);
  return output;
}
