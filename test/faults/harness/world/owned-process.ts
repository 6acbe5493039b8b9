import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { within } from '../pause.ts';
import { findOnPath } from '../../../../tools/lib/programs.mjs';

const LAST_CHARACTERS = 20_000;

/**
 * A process that ends with this one, however this one ends, if util-linux’s `setpriv` is there. It has its own process
 * group: Ctrl-C in the terminal ends the harness after the run, not the servers in the middle of it.
 */
export class OwnedProcess {
  readonly #child: ChildProcess;
  #output = '';
  /** Settles when it has ended. */
  readonly ended: Promise<void>;

  constructor(command: readonly string[], options: SpawnOptions = {}, whenOrphaned: 'KILL' | 'QUIT' = 'KILL') {
    const setpriv = findOnPath(['setpriv']);
    const [program = '', ...args] = setpriv ? [setpriv, '--pdeathsig', whenOrphaned, ...command] : command;
    this.#child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-LAST_CHARACTERS);
        this.#told();
      });
    }
    this.ended = once(this.#child, 'exit').then(
      () => this.#told(),
      () => this.#told(),
    );
  }

  #told: () => void = () => undefined;

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined;
  }

  /** Its last output. */
  get output(): string {
    return this.#output;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it, with SIGKILL after `limitMs`. */
  async end(signal: NodeJS.Signals, limitMs = 15_000): Promise<void> {
    if (!this.isRunning) return;
    this.signal(signal);
    // A stopped process receives no other signal than SIGKILL.
    if (signal !== 'SIGKILL') this.signal('SIGCONT');
    const force = setTimeout(() => this.signal('SIGKILL'), limitMs);
    await this.ended;
    clearTimeout(force);
  }

  /** Resolves to the match of `pattern` in its output. @throws Error when it ends, or `limitMs` pass, before */
  async says(pattern: RegExp, limitMs: number): Promise<RegExpExecArray> {
    const limit = performance.now() + limitMs;
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found) return found;
      const left = limit - performance.now();
      if (!this.isRunning || left <= 0)
        throw new Error(`${this.isRunning ? 'is not ready' : 'ended'}:\n${this.#output}`);
      await within(left, new Promise((resolve) => (this.#told = resolve)));
    }
  }
}
