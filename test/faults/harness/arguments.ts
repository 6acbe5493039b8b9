import { parseArgs } from 'node:util';
import { type Database, FAULT_KINDS, type FaultKind, type Wanted } from './schedule.ts';

export const HELP = `npm run faults runs the built server under faults and checks what its readers receive.

  npm run faults -- --seeds=N          N runs of new seeds (default 20); a run takes 5 to 15 s on an idle machine
  npm run faults -- --minutes=M        starts no new run after M minutes; without --seeds, as many as fit
  npm run faults -- --at-once=N        N runs at the same time (default 1, at most 8): mostly they wait
  npm run faults -- --seed=S           repeats the run of seed S; may be given more than once
  npm run faults -- --fault=kill,cut   only runs with these faults; --list shows all
  npm run faults -- --database=embedded|postgres  --instances=1|3
  npm run faults -- --plant=NAME       plants a bug in the server, which the run must find; --list shows all
  npm run faults -- --plant=all        plants each of them; exit code 1 when one is not found
  npm run faults -- --peers            measures the same faults with Socket.IO and Nchan, where installed
  npm run faults -- --write            with runs or --peers: writes the results to docs/faults.md, and a line for each run to
                                       docs/faults/runs.csv
  npm run faults -- --add              adds the runs to those of that file and to the previous ones of this machine, each seed once

SIGINT or SIGTERM completes the current run and prints the results so far. The last line is the
verdict; the exit code is 1 when a rule was broken. Results and the records of broken runs are in .cache/faults.
`;

export interface Request {
  readonly help: boolean;
  readonly list: boolean;
  /** Seeds to run again. */
  readonly seeds: readonly number[];
  /** Number of new seeds; `Infinity` when only the time is limited. */
  readonly count: number;
  /** No new run begins after this many minutes. `Infinity` by default. */
  readonly minutes: number;
  /** Number of runs at the same time. */
  readonly atOnce: number;
  readonly wanted: Wanted;
  readonly plant: string | undefined;
  readonly peers: boolean;
  readonly write: boolean;
  /** Adds to the recorded runs and to those of the previous command. */
  readonly add: boolean;
}

const USUAL_SEEDS = 20;
const MOST_AT_ONCE = 8;
const MOST_SEEDS = 100_000;
const MOST_MINUTES = 7 * 24 * 60;

/** @throws Error that names the invalid argument */
export function parseArguments(args: readonly string[]): Request {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      list: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      'at-once': { type: 'string', default: '1' },
      seed: { type: 'string', multiple: true, default: [] },
      fault: { type: 'string' },
      database: { type: 'string' },
      instances: { type: 'string' },
      plant: { type: 'string' },
      peers: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      add: { type: 'boolean', default: false },
    },
  });
  const faults = values.fault?.split(',').map(faultKind);
  if (values.plant !== undefined && (values.write || values.add))
    throw new Error('--plant: runs with a planted bug are no results for --write or --add');
  return {
    help: values.help,
    list: values.list,
    seeds: values.seed.map((text) => wholeNumber('--seed', text, 0, 0x7fffffff)),
    count:
      values.seeds !== undefined
        ? wholeNumber('--seeds', values.seeds, 1, MOST_SEEDS)
        : values.minutes === undefined
          ? USUAL_SEEDS
          : Infinity,
    minutes: values.minutes === undefined ? Infinity : wholeNumber('--minutes', values.minutes, 1, MOST_MINUTES),
    atOnce: wholeNumber('--at-once', values['at-once'], 1, MOST_AT_ONCE),
    wanted: {
      ...(values.database !== undefined && { database: databaseOf(values.database) }),
      ...(values.instances !== undefined && { instances: wholeNumber('--instances', values.instances, 1, 3) }),
      ...(faults && { faults }),
    },
    plant: values.plant,
    peers: values.peers,
    write: values.write,
    add: values.add,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`${name}=${text}: not a whole number from ${least} to ${most}`);
}

function databaseOf(text: string): Database {
  if (text === 'embedded' || text === 'postgres') return text;
  throw new Error(`--database=${text}: neither embedded nor postgres`);
}

function faultKind(text: string): FaultKind {
  const kind = FAULT_KINDS.find((known) => known === text);
  if (kind) return kind;
  throw new Error(`--fault=${text}: not one of ${FAULT_KINDS.join(', ')}`);
}
