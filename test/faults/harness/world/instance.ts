import { fileURLToPath } from 'node:url';
import { SHORT_LIVED_FLAGS } from '../../../runner/short-lived-flags.mjs';
import { pause } from '../pause.ts';
import { OwnedProcess } from './owned-process.ts';
import type { TcpProxy } from './proxy.ts';

const inBuild = (path: string): string => fileURLToPath(new URL(`../../../../dist/${path}`, import.meta.url));
/** What users run. */
const BUNDLE = inBuild('bundle/main.js');
/** The same in modules, in which a bug can be planted. */
const MODULES = inBuild('main.js');
const FLAGS = ['--disable-warning=ExperimentalWarning', ...SHORT_LIVED_FLAGS];
const PRELOAD = new URL('../preload.mjs', import.meta.url).href;
const READY = /Bellhop is ready at http:\/\/[^\s:]+:(\d+)/;
const START_LIMIT_MS = 120_000;
const RESTART_AFTER_MS = 250;

type Variables = Readonly<Record<string, string>>;

/** One supervised instance of the built server, behind a proxy that keeps its address over restarts. */
export class Instance {
  readonly proxy: TcpProxy;
  /** Last output of each unexpected exit. */
  readonly crashes: string[] = [];
  readonly #variables: Variables;
  #process: OwnedProcess | undefined;
  /** Whether it should be running. */
  #wanted = false;
  #supervising: Promise<void> = Promise.resolve();

  constructor(proxy: TcpProxy, variables: Variables) {
    this.proxy = proxy;
    this.#variables = variables;
  }

  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  /** Its last output. */
  get output(): string {
    return this.#process?.output ?? '';
  }

  /** Settles when it is ready. @throws Error when it is not within two minutes */
  async start(more: Variables = {}): Promise<void> {
    this.#wanted = true;
    const limit = performance.now() + START_LIMIT_MS;
    while (this.#wanted) {
      try {
        await this.#launch(more);
        this.#supervising = this.#supervise(more);
        return;
      } catch (error) {
        // Retries like a supervisor: what it needs may not be there yet.
        if (!this.#wanted) return;
        if (performance.now() > limit) throw error;
        this.crashes.push(String(error).slice(0, 2_000));
        await pause(RESTART_AFTER_MS);
      }
    }
  }

  /** Kills it, or ends it by another signal, and leaves it down. */
  async down(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#wanted = false;
    await this.#process?.end(signal);
    await this.#supervising;
  }

  /** Kills it, for good. */
  async close(): Promise<void> {
    await this.down();
    await this.proxy.close();
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.signal(signal);
  }

  async #launch(more: Variables): Promise<void> {
    const { PATH = '' } = process.env;
    const env = { PATH, LOG_LEVEL: 'warn', RATE_LIMIT: 'off', ...this.#variables, ...more, PORT: '0' };
    const main = 'FAULTS_PLANT' in env ? MODULES : BUNDLE;
    this.#process = new OwnedProcess([process.execPath, ...FLAGS, '--import', PRELOAD, main], { env });
    const [, port] = await this.#process.says(READY, START_LIMIT_MS);
    this.proxy.leadTo(Number(port));
  }

  async #supervise(more: Variables): Promise<void> {
    await this.#process?.ended;
    if (!this.#wanted) return;
    this.crashes.push(this.output.slice(-2_000));
    // Not awaited: the new process is supervised separately.
    void this.start(more).catch(() => undefined);
  }
}
