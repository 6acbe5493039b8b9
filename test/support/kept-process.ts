import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Owns a program and its folder: ends the one and removes the other as soon as its own stdin ends, which happens when the
 * test says so and also when the test's process dies, however it dies.
 */
const KEEPER = `
  folder=$1; shift
  "$@" &
  cat >/dev/null
  kill -TERM $! 2>/dev/null
  wait
  rm -rf "$folder"
`;

/** A program that runs beside a test. */
export interface KeptProcess {
  /** `null` while it runs. */
  readonly exitCode: number | null;
  /** All it wrote to stderr. */
  said(): string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts a program that goes away with {@link KeptProcess.stop} or with this process.
 * @param folder its files, removed at its end; its home as well
 */
export function keepProcess(folder: string, command: readonly string[]): KeptProcess {
  const keeper: ChildProcess = spawn('sh', ['-c', KEEPER, 'keeper', folder, ...command], {
    env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    // A group of its own: Ctrl-C in the terminal must not end the keeper before it has cleaned up.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let output = '';
  keeper.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    get exitCode() {
      return keeper.exitCode;
    },
    said: () => output,
    async stop() {
      if (keeper.exitCode !== null || keeper.signalCode !== null) return;
      const gone = once(keeper, 'exit');
      keeper.stdin?.end();
      await gone;
    },
  };
}
