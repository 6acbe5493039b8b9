import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Owns a program and its folder: it ends the program and removes the folder as soon as its own stdin ends, which
 * happens when the test says so and when the test’s process dies in any way.
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
  /** Everything it wrote to stderr. */
  said(): string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts a program that ends with {@link KeptProcess.stop} or with this process.
 * @param folder its files and home, removed at its end
 */
export function keepProcess(folder: string, command: readonly string[]): KeptProcess {
  const keeper: ChildProcess = spawn('sh', ['-c', KEEPER, 'keeper', folder, ...command], {
    env: { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    // A separate process group: Ctrl-C in the terminal must not end the keeper before it has cleaned up.
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
