import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, collect, endOf, launch, type Output, type Variables } from './built-server.js';
import { giveEmbeddedFiles } from './embedded-files.js';

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
export interface Ended extends Output {
  readonly code: number | null;
}

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
  if (!('DATABASE_URL' in variables)) await giveEmbeddedFiles(dataDir, variables.DEMO !== 'false');
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
  await endOf(child);
  return { code: child.exitCode, ...output };
}
