import { parseArgs } from 'node:util';
import { Failure } from '../../../tools/lib/failure.mjs';

export interface Options {
  readonly help: boolean;
  /** Fewer runs, each shorter: to see whether something changed, not how much. */
  readonly quick: boolean;
  /** Write docs/performance.md and its plots. With `only`, what else they say is of the last run that measured it. */
  readonly write: boolean;
  /** Names of workloads; all if empty. */
  readonly only: readonly string[];
}

/** @throws Failure when an argument is not known */
export function parseOptions(argv: readonly string[], names: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    const only = values.only.flatMap((list) => list.split(',')).filter((name) => name !== '');
    const unknown = only.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`--only=${unknown} is none of ${names.join(', ')}`);
    if (values.write && values.quick) throw new Error('--write needs full runs, not --quick');
    return { help: values.help, quick: values.quick, write: values.write, only };
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : String(error)}. See \`npm run bench -- --help\`.`);
  }
}
