import { parseArgs } from 'node:util';
import { Failure } from '../../../tools/lib/failure.mjs';

export interface Options {
  readonly help: boolean;
  /** Fewer and shorter runs: shows whether something changed, not by how much. */
  readonly quick: boolean;
  /** Write docs/performance.md and its plots. With `only`, the other sections keep their figures and the run these come from. */
  readonly write: boolean;
  /** Names of workloads; all if empty. */
  readonly only: readonly string[];
  /** Rows of the workload `change`; all if empty. */
  readonly rows: readonly string[];
  /** Rows of the workload `change` to profile instead of measuring; none if empty. */
  readonly profile: readonly string[];
}

/** Rows of the workload `change`. */
export interface Parts {
  readonly rows: readonly string[];
  readonly profiled: readonly string[];
}

/** @throws Failure when an argument is unknown */
export function parseOptions(argv: readonly string[], names: readonly string[], parts: Parts): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        profile: { type: 'string', multiple: true, default: [] },
        rows: { type: 'string', multiple: true, default: [] },
      },
    });
    const only = inParts(values.only);
    const rows = inParts(values.rows);
    const profile = inParts(values.profile);
    requireKnown('only', only, names);
    requireKnown('rows', rows, parts.rows);
    requireKnown('profile', profile, parts.profiled);
    if (values.write && values.quick) throw new Error('--write needs full runs, not --quick');
    if (values.write && rows.length > 0) throw new Error('--write needs whole workloads, not --rows');
    const { help, quick, write } = values;
    return { help, quick, write, only: profile.length === 0 ? only : ['change'], rows, profile };
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : String(error)}. See \`npm run bench -- --help\`.`);
  }
}

const inParts = (lists: readonly string[]): string[] =>
  lists.flatMap((list) => list.split(',')).filter((name) => name !== '');

function requireKnown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--${option}=${unknown} is none of ${known.join(', ')}`);
}
