/** A server that readers get messages from, to be put through what can go wrong. */
export interface Peer {
  readonly name: string;
  /** Why it cannot be measured on this machine; `undefined` where it can. */
  absence(): string | undefined;
  start(): Promise<RunningPeer>;
}

export interface RunningPeer {
  /** Where it listens now. */
  readonly port: number;
  /** Sends a text to every reader. @throws where it was not taken */
  publish(text: string): Promise<void>;
  /** A client at a port that leads to the server; it comes back 100 ms after it was cut off, and goes on where it was. */
  read(port: number, onMessage: (text: string) => void): PeerReader;
  /** Dies without a word and is started again, perhaps on another port. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface PeerReader {
  close(): Promise<void> | void;
}

/** How soon every client comes back, in milliseconds. Clients in the field wait longer, each as it likes. */
export const COME_BACK_MS = 100;
