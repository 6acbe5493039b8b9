import type { Socket } from 'node:net';

/** Limits on open connections. */
export interface ConnectionBounds {
  readonly total: number;
  /** Per client network. */
  readonly perNetwork: number;
}

/** The part of a socket that the table uses. */
export interface TableSocket {
  destroy(): unknown;
}

/** The bound that a refused connection exceeded: its network's, or the total. */
export type Full = 'network' | 'total';

/** The connections of a client network. */
interface Network<S> {
  readonly name: string;
  open: number;
  /** In the order they became idle. */
  readonly idle: Set<S>;
}

interface Entry<S> {
  readonly network: Network<S> | undefined;
  /** Requests under way. */
  busy: number;
}

/**
 * The open connections. At a bound, the connection idle for longest is closed to make room; the new one is refused only when
 * none is idle. A connection is idle while no request is under way: between two requests, or before its first is complete.
 */
export class ConnectionTable<S extends TableSocket = Socket> {
  readonly #entries = new Map<S, Entry<S>>();
  /** Networks with at least one open connection. */
  readonly #networks = new Map<string, Network<S>>();
  /** In the order they became idle. */
  readonly #idle = new Set<S>();

  /** @param onShed called for each idle connection closed to make room */
  constructor(
    private readonly bounds: ConnectionBounds,
    private readonly onShed: () => void = () => undefined,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Adds a connection, as idle.
   * @param network undefined for proxies, which count only towards the total
   * @returns the bound it exceeds, or undefined when it was added
   */
  add(socket: S, network: string | undefined): Full | undefined {
    const known = network === undefined ? undefined : this.#networks.get(network);
    if (network !== undefined && (known?.open ?? 0) >= this.bounds.perNetwork && !this.#closeOldest(known?.idle)) {
      return 'network';
    }
    if (this.#entries.size >= this.bounds.total && !this.#closeOldest(this.#idle)) return 'total';
    const entry = { network: network === undefined ? undefined : this.#networkOf(network), busy: 0 };
    this.#entries.set(socket, entry);
    if (entry.network) entry.network.open += 1;
    this.#setIdle(socket, entry);
    return undefined;
  }

  /** Call when a request arrives on `socket`. */
  begin(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    entry.busy += 1;
    this.#unsetIdle(socket, entry);
  }

  /** Call when a response is complete and the connection is kept. */
  end(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    entry.busy -= 1;
    if (entry.busy === 0) this.#setIdle(socket, entry);
  }

  /** Call when `socket` is closed. */
  remove(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    this.#entries.delete(socket);
    this.#unsetIdle(socket, entry);
    const { network } = entry;
    if (!network) return;
    network.open -= 1;
    if (network.open === 0) this.#networks.delete(network.name);
  }

  #networkOf(name: string): Network<S> {
    let network = this.#networks.get(name);
    if (!network) this.#networks.set(name, (network = { name, open: 0, idle: new Set() }));
    return network;
  }

  #closeOldest(idle: ReadonlySet<S> | undefined): boolean {
    const [oldest] = idle ?? [];
    if (!oldest) return false;
    // Now rather than on its later `close` event: the next connection must not find it here.
    this.remove(oldest);
    oldest.destroy();
    this.onShed();
    return true;
  }

  #setIdle(socket: S, { network }: Entry<S>): void {
    this.#idle.add(socket);
    network?.idle.add(socket);
  }

  #unsetIdle(socket: S, { network }: Entry<S>): void {
    this.#idle.delete(socket);
    network?.idle.delete(socket);
  }
}
