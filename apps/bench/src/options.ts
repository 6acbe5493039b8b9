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
  /** Parts of the workload `change`; all if empty. */
  readonly rows: readonly string[];
}

/** @throws Failure when an argument is not known */
export function parseOptions(argv: readonly string[], names: readonly string[], parts: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        rows: { type: 'string', multiple: true, default: [] },
      },
    });
    const only = inParts(values.only);
    const rows = inParts(values.rows);
    const unknown = only.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`--only=${unknown} is none of ${names.join(', ')}`);
    const noPart = rows.find((name) => !parts.includes(name));
    if (noPart !== undefined) throw new Error(`--rows=${noPart} is none of ${parts.join(', ')}`);
    if (values.write && values.quick) throw new Error('--write needs full runs, not --quick');
    if (values.write && rows.length > 0) throw new Error('--write needs whole workloads, not --rows');
    return { help: values.help, quick: values.quick, write: values.write, only, rows };
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : String(error)}. See \`npm run bench -- --help\`.`);
  }
}

const inParts = (lists: readonly string[]): string[] =>
  lists.flatMap((list) => list.split(',')).filter((name) => name !== '');
