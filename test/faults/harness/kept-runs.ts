import { type Database, FAULT_KINDS } from './schedule.ts';
import type { RunRecord } from './summary.ts';
import { VIOLATION_KINDS } from './violation.ts';

const HEAD = 'seed,database,instances,at once,faults,writes,unknown,deliveries,gaps,crashes,broke';
const SILENCE = 'silence';

/**
 * Formats runs as CSV: a line for each, by seed, of at most about 100 bytes. A fault has its cost in seconds, with three
 * decimals: `kill 2.810;cut silence`.
 */
export function formatRuns(runs: readonly RunRecord[]): string {
  const lines = runs
    .toSorted((a, b) => a.seed - b.seed)
    .map(({ seed, database, instances, atOnce, costs, counts, broke }) => {
      const faults = costs.map(({ kind, ms }) => `${kind} ${ms === undefined ? SILENCE : (ms / 1_000).toFixed(3)}`);
      const { writes, unknown, delivered, gaps, crashes } = counts;
      const cells = [seed, database, instances, atOnce, faults.join(';'), writes, unknown, delivered, gaps, crashes];
      return [...cells, broke.join(';')].join(',');
    });
  return [HEAD, ...lines, ''].join('\n');
}

/** Reads what {@link formatRuns} wrote. @throws Error that shows the line that is no run */
export function parseRuns(text: string): RunRecord[] {
  const [head, ...lines] = text.trimEnd().split('\n');
  if (head !== HEAD) throw new Error(`runs do not begin with the line ${HEAD}`);
  return lines.map((line) => {
    try {
      return runOf(line.split(','));
    } catch (error) {
      throw new Error(`not a run: ${line}`, { cause: error });
    }
  });
}

function runOf(cells: readonly string[]): RunRecord {
  const [seed, database, instances, atOnce, faults = '', writes, unknown, delivered, gaps, crashes, broke = ''] = cells;
  if (cells.length !== HEAD.split(',').length) throw new Error(`${cells.length} cells`);
  return {
    seed: wholeNumber(seed),
    database: oneOf<Database>(['embedded', 'postgres'], database),
    instances: wholeNumber(instances),
    atOnce: wholeNumber(atOnce),
    costs: partsOf(faults).map((fault) => {
      const [kind, cost] = fault.split(' ');
      return { kind: oneOf(FAULT_KINDS, kind), ms: cost === SILENCE ? undefined : milliseconds(cost) };
    }),
    counts: {
      writes: wholeNumber(writes),
      unknown: wholeNumber(unknown),
      delivered: wholeNumber(delivered),
      gaps: wholeNumber(gaps),
      crashes: wholeNumber(crashes),
    },
    broke: partsOf(broke).map((kind) => oneOf([...VIOLATION_KINDS, 'failed'], kind)),
  };
}

const partsOf = (cell: string): string[] => cell.split(';').filter((part) => part !== '');

function wholeNumber(text = ''): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`not a whole number: ${text}`);
}

function milliseconds(seconds = ''): number {
  if (/^\d+\.\d{3}$/.test(seconds)) return Math.round(Number(seconds) * 1_000);
  throw new Error(`not a number of seconds: ${seconds}`);
}

function oneOf<const T extends string>(known: readonly T[], text: string | undefined): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Error(`${text} is none of ${known.join(', ')}`);
}

/** Reads this machine's results. */
export const parseLocalRuns = (text: string): readonly RunRecord[] =>
  (JSON.parse(text) as { readonly runs: readonly RunRecord[] }).runs;

const failed = ({ broke }: RunRecord): boolean => broke.includes('failed');

/**
 * Leaves one run of each seed: the last, or the last that broke a rule, so that a repetition does not hide it. A run that itself failed
 * says nothing of the rules, and gives way to any other.
 */
export function eachSeedOnce(runs: readonly RunRecord[]): RunRecord[] {
  const bySeed = new Map<number, RunRecord>();
  for (const run of runs) {
    const known = bySeed.get(run.seed);
    if (!known || failed(known) || (!failed(run) && (known.broke.length === 0 || run.broke.length > 0)))
      bySeed.set(run.seed, run);
  }
  return [...bySeed.values()];
}
