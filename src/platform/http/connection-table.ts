import type { Socket } from 'node:net';

/** How many connections there may be at a time. */
export interface ConnectionBounds {
  readonly total: number;
  /** Of one client network. */
  readonly perNetwork: number;
}

/** What of a socket the table uses. */
export interface TableSocket {
  destroy(): unknown;
}

/** Why a connection is not let in: there are too many of its network, or in all. */
export type Full = 'network' | 'total';

/** The connections of a client network. */
interface Network<S> {
  readonly name: string;
  open: number;
  /** In the order in which they became idle. */
  readonly idle: Set<S>;
}

interface Entry<S> {
  readonly network: Network<S> | undefined;
  /** Requests under way. */
  busy: number;
}

/**
 * The open connections. When there is no room for another one, the one that has been idle longest is closed for it; only
 * when none is idle the new one is refused. Idle is what has no request under way: between two requests, or before the
 * first is whole.
 */
export class ConnectionTable<S extends TableSocket = Socket> {
  readonly #entries = new Map<S, Entry<S>>();
  /** Those that have a connection. */
  readonly #networks = new Map<string, Network<S>>();
  /** In the order in which they became idle. */
  readonly #idle = new Set<S>();

  /** @param onShed told of each idle connection that is closed for another one */
  constructor(
    private readonly bounds: ConnectionBounds,
    private readonly onShed: () => void = () => undefined,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Takes a connection in, as idle.
   * @param network undefined for proxies, whose number is bounded in all only
   * @returns why not
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

  /** A request has come on it. */
  begin(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    entry.busy += 1;
    this.#unsetIdle(socket, entry);
  }

  /** A response is through, and the connection is kept. */
  end(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    entry.busy -= 1;
    if (entry.busy === 0) this.#setIdle(socket, entry);
  }

  /** It is closed. */
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
    // Before its `close`, which comes later: the next connection must not find it here.
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
