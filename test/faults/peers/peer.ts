/** A server that delivers messages to readers, compared under faults. */
export interface Peer {
  readonly name: string;
  /** Why it cannot be measured on this machine; `undefined` if it can. */
  absence(): string | undefined;
  start(): Promise<RunningPeer>;
}

export interface RunningPeer {
  /** The port it listens on now. */
  readonly port: number;
  /** Sends a text to every reader. @throws when it was not accepted */
  publish(text: string): Promise<void>;
  /** Opens a client at a port that leads to the server; it reconnects 100 ms after a cut, and resumes where it was. */
  read(port: number, onMessage: (text: string) => void): PeerReader;
  /** Kills the server and restarts it, perhaps on another port. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface PeerReader {
  close(): Promise<void> | void;
}

/** How soon every client reconnects, in milliseconds. Real clients wait longer, each by its own rules. */
export const COME_BACK_MS = 100;
