import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SHORT_LIVED_FLAGS } from '../runner/short-lived-flags.mjs';

const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
/** Only for a server that hangs: at the lowest priority, one took 70 s. */
const START_LIMIT_MS = 110_000;
const READY = /Bellhop is ready at (http:\/\/\S+)/;

/** Flags of the built server in tests, where it lives for seconds. */
export const SERVER_ARGUMENTS: readonly string[] = [
  '--disable-warning=ExperimentalWarning',
  ...SHORT_LIVED_FLAGS,
  MAIN,
];

export type Variables = Readonly<Record<string, string>>;

/** Output of a process. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** @param variables the server’s settings; of the tests’ own, only where compiled code lies reaches it */
export function launch(variables: Variables): ChildProcess {
  if (!existsSync(MAIN)) throw new Error('the server is not built: npm run build');
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, SERVER_ARGUMENTS, {
    env: { PATH, LOG_LEVEL: 'warn', ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function collect(child: ChildProcess): { output: Output } {
  const output: { -readonly [K in keyof Output]: Output[K] } = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { output };
}

/** Returns the address that the server prints when ready. @throws Error with its output when it ends or takes too long before that */
export function addressOf(child: ChildProcess): Promise<string> {
  const { output } = collect(child);
  return new Promise((resolve, reject) => {
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, START_LIMIT_MS);
    child.stdout?.on('data', () => {
      const address = READY.exec(output.stdout)?.[1];
      if (address === undefined) return;
      clearTimeout(limit);
      resolve(address);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      const why = isLate ? `not ready within ${START_LIMIT_MS / 1_000} s` : (code ?? signal);
      reject(new Error(`the server did not start (${why}):\n${output.stdout}${output.stderr}`));
    });
    child.once('error', reject);
  });
}

/** Waits for the end of a server that should refuse to start. */
export async function endOf(child: ChildProcess): Promise<void> {
  const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  await once(child, 'close');
  clearTimeout(limit);
}
