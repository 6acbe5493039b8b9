import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CpuProfile, profileCpu } from '../measure/cpu-profile.ts';
import { forceGc } from '../measure/force-gc.ts';

/** Core of the servers. */
export const SERVER_CORE = 0;
/** Core of the load, which this process is (bench.mjs). */
export const LOAD_CORE = 1;

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const KEPT_OUTPUT = 4_000;

export interface PinnedOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** It is ready once this port accepts connections. */
  readonly port: number;
  /** Opens an IPC channel. @default false */
  readonly ipc?: boolean;
  /** It is a Node process, whose garbage collection can be forced. @default false */
  readonly isNode?: boolean;
}

const running = new Set<ChildProcess>();
// SIGKILL would leave nginx’s worker behind.
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));

/** A server in its own process on its own core. */
export class PinnedProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #inspectPort: number | undefined;
  #said = '';

  private constructor(child: ChildProcess, pid: number, inspectPort: number | undefined) {
    this.#child = child;
    this.pid = pid;
    this.#inspectPort = inspectPort;
    child.stderr?.on('data', (piece: Buffer) => (this.#said = (this.#said + piece.toString()).slice(-KEPT_OUTPUT)));
  }

  /** @throws Error with its output when it does not start */
  static async start(
    command: string,
    args: readonly string[],
    { env = process.env, port, ipc = false, isNode = false }: PinnedOptions,
  ): Promise<PinnedProcess> {
    const inspectPort = isNode ? await freePort() : undefined;
    const child = spawn('taskset', ['-c', String(SERVER_CORE), command, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
      env: inspectPort === undefined ? env : { ...env, NODE_OPTIONS: `--inspect-port=127.0.0.1:${inspectPort}` },
    });
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    failed.catch(() => undefined);
    if (child.pid === undefined) return failed;
    running.add(child);
    child.once('exit', () => running.delete(child));
    const started = new PinnedProcess(child, child.pid, inspectPort);
    const deadline = performance.now() + START_LIMIT_MS;
    while (!(await answers(port))) {
      if (!running.has(child)) throw new Error(`${command} ended while it started:\n${started.#said}`);
      if (performance.now() > deadline) throw new Error(`${command} did not listen within ${START_LIMIT_MS / 1000} s`);
      await sleep(25);
    }
    return started;
  }

  /** Sends a message over the IPC channel. */
  send(message: object): void {
    this.#child.send(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  /** Does nothing in processes other than Node’s. */
  async forceGc(): Promise<void> {
    if (this.#inspectPort !== undefined) await forceGc(this.pid, this.#inspectPort);
  }

  /** Samples its main thread while `work` runs. */
  profile<T>(work: () => Promise<T>): Promise<{ readonly profile: CpuProfile; readonly result: T }> {
    if (this.#inspectPort === undefined) throw new Error('only Node processes can be profiled');
    return profileCpu(this.pid, this.#inspectPort, work);
  }

  get isRunning(): boolean {
    return running.has(this.#child);
  }

  /** Ends it, by force if necessary. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill('SIGTERM');
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    await gone;
    clearTimeout(limit);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Returns a free port. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
