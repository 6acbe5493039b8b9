import type { RowMode } from './sql-driver.js';

/** What the database's thread is started with. */
export interface PgliteStart {
  /** `undefined`: in memory. */
  readonly directory: string | undefined;
  /** A tar of a database to start from. */
  readonly dump: Uint8Array | undefined;
  /** OIDs of types whose values are left as PostgreSQL wrote them. */
  readonly textTypes: readonly number[];
  /** Length of the write-ahead log from which on a checkpoint is made. */
  readonly checkpointBytes: number;
}

/** One thing to do. The thread does them in order, and answers each under its `id`. */
export type PgliteTask =
  | {
      readonly id: number;
      readonly do: 'query';
      readonly text: string;
      readonly params: readonly unknown[];
      /** `begins` one before it, is `inside` the one under way, or runs on its own. Refused where that is not so. */
      readonly transaction: 'begins' | 'inside' | 'none';
    }
  | { readonly id: number; readonly do: 'commit' | 'rollback' }
  /** Answered when everything before it has been done. */
  | { readonly id: number; readonly do: 'ping' }
  | { readonly id: number; readonly do: 'dump' }
  /** Shuts the database down; the thread ends after it. */
  | { readonly id: number; readonly do: 'close' };

/** Fields of PostgreSQL's error that cross over; parameters do not. */
export interface PgliteErrorFields {
  readonly message: string;
  /** SQLSTATE */
  readonly code?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
}

export interface PgliteAnswer {
  readonly id: number;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly dump?: Uint8Array;
  /** Whether the commit was one: PostgreSQL makes a rollback of it where a statement has failed. */
  readonly committed?: boolean;
  readonly error?: PgliteErrorFields;
}

/** What the thread tells. */
export type PgliteReport =
  | { readonly kind: 'open' }
  | { readonly kind: 'answers'; readonly answers: readonly PgliteAnswer[] }
  /** PostgreSQL has given up, in its own words. The thread is gone, or about to be. */
  | { readonly kind: 'lost'; readonly words: string };

/** Puts an answer into the form that was asked for. */
export function toRows({ columns = [], rows = [] }: PgliteAnswer, mode: RowMode): readonly unknown[] {
  if (mode === 'array') return rows;
  return rows.map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index]])));
}
