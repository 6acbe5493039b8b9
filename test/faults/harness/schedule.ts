import { Chance } from './chance.ts';

export type Database = 'embedded' | 'postgres';

/** All faults. `test/faults/harness/faults` has one function for each. */
export const FAULT_KINDS = [
  'kill',
  'deploy',
  'stop',
  'cut',
  'half-open',
  'latency',
  'slow-readers',
  'overload',
  'clock',
  'full-disk',
  'io-error',
  'restore',
  'database-kill',
  'database-stop',
  'database-cut',
  'database-half-open',
  'database-latency',
  'locked-row',
  'promote',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

const POSTGRES_ONLY: ReadonlySet<FaultKind> = new Set([
  'database-kill',
  'database-stop',
  'database-cut',
  'database-half-open',
  'database-latency',
  'locked-row',
  'promote',
]);

export interface Fault {
  readonly kind: FaultKind;
  /** How long writers and readers run undisturbed before it. */
  readonly afterMs: number;
  /** How long it lasts. */
  readonly lastsMs: number;
  /** Index of the affected instance, for faults of one instance. */
  readonly instance: number;
  /** From 0 to 99: any other choice of the fault. */
  readonly choice: number;
}

/** One run, derived from its seed. */
export interface Schedule {
  readonly seed: number;
  readonly database: Database;
  readonly instances: number;
  readonly faults: readonly Fault[];
  /** Seed for the choices of writers and readers. */
  readonly clientSeed: number;
}

/** Fixed choices; the seed makes the others. */
export interface Wanted {
  readonly database?: Database;
  readonly instances?: number;
  readonly faults?: readonly FaultKind[];
}

const WORLDS: readonly (readonly [Database, number])[] = [
  ['embedded', 1],
  ['postgres', 1],
  ['postgres', 3],
];
const MOST_FAULTS = 2;

/** Faults possible with this database. */
export const faultsOf = (database: Database): readonly FaultKind[] =>
  FAULT_KINDS.filter((kind) => database === 'postgres' || !POSTGRES_ONLY.has(kind));

/**
 * Derives the run of a seed: the same seed and choices give the same run.
 * @throws RangeError when none of the wanted faults is possible with the wanted database
 */
export function scheduleOf(seed: number, wanted: Wanted = {}): Schedule {
  const chance = new Chance(seed);
  const worlds = WORLDS.filter(
    ([database, instances]) =>
      (wanted.database === undefined || database === wanted.database) &&
      (wanted.instances === undefined || instances === wanted.instances) &&
      (wanted.faults === undefined || wanted.faults.some((kind) => faultsOf(database).includes(kind))),
  );
  if (worlds.length === 0) throw new RangeError('no run has this database, these instances and these faults');
  const [database, instances] = chance.pick(worlds);
  const possible = faultsOf(database).filter((kind) => wanted.faults?.includes(kind) ?? true);
  const faults = Array.from({ length: chance.between(1, MOST_FAULTS) }, (): Fault => ({
    kind: chance.pick(possible),
    afterMs: chance.between(200, 900),
    lastsMs: chance.between(300, 2_000),
    instance: chance.between(0, instances - 1),
    choice: chance.between(0, 99),
  }));
  return { seed, database, instances, faults, clientSeed: chance.between(0, 0x7fffffff) };
}

/** One line: `seed 7: PostgreSQL, 3 instances: kill of instance 1 after 420 ms, …`. */
export function describeSchedule({ seed, database, instances, faults }: Schedule): string {
  const where = `${database === 'embedded' ? 'embedded database' : 'PostgreSQL'}, ${instances} instance${instances > 1 ? 's' : ''}`;
  const what = faults.map(
    ({ kind, afterMs, lastsMs, instance, choice }) =>
      `${kind} (after ${afterMs} ms, for ${lastsMs} ms, instance ${instance}, choice ${choice})`,
  );
  return `seed ${seed}: ${where}: ${what.join(', then ')}`;
}
