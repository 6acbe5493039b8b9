/** What the database's thread is started with. */
export interface PgliteStart {
  /** `undefined`: in memory. */
  readonly directory: string | undefined;
  /** A tar of a database to start from. */
  readonly dump: Uint8Array | undefined;
  /** Length of the write-ahead log from which on a checkpoint is made. */
  readonly checkpointBytes: number;
}

/** One thing to do. The thread does them in order, and answers each under its `id`. */
export type PgliteTask =
  | {
      readonly id: number;
      readonly do: 'run';
      /** Of PostgreSQL's protocol, up to where it is ready for more. */
      readonly messages: Uint8Array;
      /** Whether they are `inside` a transaction that has begun, or `outside` of any. Refused where that is not so. */
      readonly place: 'inside' | 'outside';
    }
  /** Answered when everything before it has been done. */
  | { readonly id: number; readonly do: 'ping' }
  | { readonly id: number; readonly do: 'dump' }
  /** Shuts the database down; the thread ends after it. */
  | { readonly id: number; readonly do: 'close' };

/** Fields of PostgreSQL's error. */
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
  /** Where in PostgreSQL's source it comes from. */
  readonly routine?: string;
}

export interface PgliteAnswer {
  readonly id: number;
  /** What PostgreSQL answered, errors included. */
  readonly messages?: Uint8Array;
  readonly dump?: Uint8Array;
  /** Why nothing was asked of PostgreSQL. */
  readonly error?: PgliteErrorFields;
}

/** What the thread tells. */
export type PgliteReport =
  | { readonly kind: 'open' }
  | { readonly kind: 'answers'; readonly answers: readonly PgliteAnswer[] }
  /** PostgreSQL has given up, in its own words. The thread is gone, or about to be. */
  | { readonly kind: 'lost'; readonly words: string };
