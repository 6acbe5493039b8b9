import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { giveEmbeddedFiles } from './embedded-files.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const START_LIMIT_MS = 60_000;
const READY = /Bellhop is ready at (http:\/\/\S+)/;

/** The built server in a separate process with its own data directory. */
export interface TestServer {
  /** Stays the same across restarts. */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Settles when the server is ready; after a kill, when the restarted one is. */
  readonly ready: Promise<void>;
  /** Kills the process and waits until it is gone. */
  kill9(): Promise<void>;
  /** Waits until the process has ended by itself. @returns its exit code and output */
  ended(): Promise<Ended>;
  /** Restarts it on the same data and port. */
  restart(): Promise<void>;
  /** Ends it with SIGTERM and removes its data. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Exit code and output of a server that ended by itself. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Starts the built server on a free port.
 * @param variables settings beside `PORT` and `DATA_DIR`
 */
export async function startServer(variables: Variables = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bellhop-server-'));
  let port = '0';
  let url = '';
  let child: ChildProcess;
  let output: Output;
  let ready: Promise<void>;
  let announceReady: () => void;
  const expectReady = (): void => {
    ready = new Promise((resolve) => (announceReady = resolve));
  };

  const start = async (): Promise<void> => {
    child = launch({ DATA_DIR: dataDir, ...variables, PORT: port });
    output = collect(child).output;
    url = await addressOf(child);
    port = new URL(url).port;
    announceReady();
  };
  const gone = async (signal: NodeJS.Signals): Promise<number | null> => {
    expectReady();
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  };

  expectReady();
  if (!('DATABASE_URL' in variables)) await giveEmbeddedFiles(dataDir);
  await start();
  return {
    dataDir,
    get url() {
      return url;
    },
    get pid() {
      return child.pid ?? 0;
    },
    get ready() {
      return ready;
    },
    kill9: async () => void (await gone('SIGKILL')),
    async ended() {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      return { code: child.exitCode, ...output };
    },
    restart: start,
    async stop() {
      const code = await gone('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

/** Runs the built server where it should refuse to start, and waits for its end. */
export async function runServer(variables: Variables): Promise<Ended> {
  const child = launch(variables);
  const { output } = collect(child);
  const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  await once(child, 'close');
  clearTimeout(limit);
  return { code: child.exitCode, ...output };
}

function launch(variables: Variables): ChildProcess {
  if (!existsSync(MAIN)) throw new Error('the server is not built: npm run build');
  // The tests’ own settings must not reach it.
  const { PATH = '' } = process.env;
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { PATH, LOG_LEVEL: 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

type Output = Pick<Ended, 'stdout' | 'stderr'>;

function collect(child: ChildProcess): { output: Output } {
  const output: { -readonly [K in keyof Output]: Output[K] } = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { output };
}

/**
 * Returns the address that the server prints when ready. @throws Error with its output when it ends or takes too long
 * before
 */
function addressOf(child: ChildProcess): Promise<string> {
  const { output } = collect(child);
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
    child.stdout?.on('data', () => {
      const address = READY.exec(output.stdout)?.[1];
      if (address === undefined) return;
      clearTimeout(limit);
      resolve(address);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      reject(new Error(`the server did not start (${code ?? signal}):\n${output.stdout}${output.stderr}`));
    });
    child.once('error', reject);
  });
}
