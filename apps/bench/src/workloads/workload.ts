import type { BenchDatabase } from '../servers/bellhop/bench-database.ts';
import type { ServerKind } from '../servers/stream-server.ts';
import type { Results } from '../results.ts';

/** Amount of work per workload. */
export interface Effort {
  /** Number of runs for the median. */
  readonly rounds: number;
  /** 1 for a full run; multiplies what a workload repeats. */
  readonly scale: number;
}

/** Input of a workload. */
export interface Bench {
  readonly results: Results;
  readonly effort: Effort;
  /** Bellhop first. */
  readonly kinds: readonly ServerKind[];
  /** Orgs with sessions ({@link file://../servers/bellhop/tenants.ts}); each server starts from a copy. */
  readonly database: BenchDatabase;
  /** Selected rows of a workload; all if empty. */
  readonly rows: readonly string[];
  /** Rows to profile instead of measuring. */
  readonly profile: readonly string[];
  /** Reports progress to the terminal. */
  readonly say: (progress: string) => void;
}

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<void>;
}
