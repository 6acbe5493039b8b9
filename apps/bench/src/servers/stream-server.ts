/** Where a stream belongs. */
export interface StreamPlace {
  readonly org: number;
  /** Which of the org's streams; tells whose session it is. */
  readonly index: number;
  /** Ask for a compressed stream. */
  readonly gzip?: boolean;
  /** Where to go on from. */
  readonly cursor?: string;
}

/** A server under measurement, running in a process of its own. */
export interface StreamServer {
  readonly name: string;
  readonly port: number;
  /** The processes whose CPU time and memory count. */
  readonly pids: readonly number[];
  /** The bytes that open a stream. */
  streamRequest(place: StreamPlace): string;
  /** Publishes events to an org, as one batch where the server knows batches. Settles when they are accepted. */
  publish(org: number, events: number): Promise<void>;
  /** Lets go of what nobody needs any more, where a server does that in its own time. */
  collectGarbage(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that can be started, if it is there. */
export interface ServerKind {
  readonly name: string;
  /** Why it cannot be measured here; undefined: it can. */
  absence(): Promise<string | undefined>;
  start(): Promise<StreamServer>;
}
