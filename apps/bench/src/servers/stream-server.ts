/** Identifies a stream. */
export interface StreamPlace {
  readonly org: number;
  /** Index within the org; determines the session. */
  readonly index: number;
  /** Request a compressed stream. */
  readonly gzip?: boolean;
  /** Cursor to resume from. */
  readonly cursor?: string;
}

/** A measured server in its own process. */
export interface StreamServer {
  readonly name: string;
  readonly port: number;
  /** Processes whose CPU time and memory are measured. */
  readonly pids: readonly number[];
  /** Returns the request that opens a stream. */
  streamRequest(place: StreamPlace): string;
  /** Publishes events to an org, as one batch where supported. Settles when they are accepted. */
  publish(org: number, events: number): Promise<void>;
  /** Forces a garbage collection where there is one. */
  forceGc(): Promise<void>;
  stop(): Promise<void>;
}

/** A kind of server that can be started if it is installed. */
export interface ServerKind {
  readonly name: string;
  /** Why it cannot be measured here; undefined if it can. */
  absence(): Promise<string | undefined>;
  start(): Promise<StreamServer>;
}
