import type { BenchDatabase } from '../servers/bellhop/bench-database.ts';
import type { ServerKind } from '../servers/stream-server.ts';
import type { Results } from '../results.ts';

/** How much is done of each workload. */
export interface Effort {
  /** Runs of which the median counts. */
  readonly rounds: number;
  /** 1 for a full run; what a workload repeats is multiplied by it. */
  readonly scale: number;
}

/** What a workload has to work with. */
export interface Bench {
  readonly results: Results;
  readonly effort: Effort;
  /** Bellhop first. */
  readonly kinds: readonly ServerKind[];
  /** Orgs with users signed in ({@link file://../servers/bellhop/tenants.ts}); each server starts from a copy. */
  readonly database: BenchDatabase;
  /** Of a workload in parts: which ones; all if empty. */
  readonly rows: readonly string[];
  /** Rows that are to be profiled, and nothing measured. */
  readonly profile: readonly string[];
  /** How far it is, for the terminal. */
  readonly say: (progress: string) => void;
}

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<void>;
}
