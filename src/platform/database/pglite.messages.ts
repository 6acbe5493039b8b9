/** Start options of the database's thread. */
export interface PgliteStart {
  /** `undefined`: in memory. */
  readonly directory: string | undefined;
  /** A tar of a database to load. */
  readonly dump: Uint8Array | undefined;
  /** Length of the write-ahead log, in bytes, that triggers a checkpoint. */
  readonly checkpointBytes: number;
}

/** A task. The thread runs tasks in order and responds to each under its `id`. */
export type PgliteTask =
  | {
      readonly id: number;
      readonly do: 'run';
      /** Messages of PostgreSQL's protocol, up to and including Sync. */
      readonly messages: Uint8Array;
      /** Whether they belong `inside` a transaction that has begun, or `outside`. Refused if the state differs. */
      readonly place: 'inside' | 'outside';
    }
  /** Answered when everything before it is done. */
  | { readonly id: number; readonly do: 'ping' }
  | { readonly id: number; readonly do: 'dump' }
  /** Shuts the database down; then the thread ends. */
  | { readonly id: number; readonly do: 'close' };

/** Fields of a PostgreSQL error. */
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
  /** Function in PostgreSQL's source that raised it. */
  readonly routine?: string;
}

export interface PgliteResponse {
  readonly id: number;
  /** PostgreSQL's response, errors included. */
  readonly messages?: Uint8Array;
  readonly dump?: Uint8Array;
  /** Why the task was not passed to PostgreSQL. */
  readonly error?: PgliteErrorFields;
}

/** Messages from the thread. */
export type PgliteReport =
  | { readonly kind: 'open' }
  | { readonly kind: 'answers'; readonly answers: readonly PgliteResponse[] }
  /** PostgreSQL has given up, with its message. The thread has ended or is about to. */
  | { readonly kind: 'lost'; readonly words: string };
