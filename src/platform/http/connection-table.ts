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

interface Entry {
  readonly network: string | undefined;
  /** Requests under way. */
  busy: number;
}

/**
 * The open connections. When there is no room for another one, the one that has been idle longest is closed for it; only
 * when none is idle the new one is refused. Idle is what has no request under way: between two requests, or before the
 * first is whole.
 */
export class ConnectionTable<S extends TableSocket = Socket> {
  readonly #entries = new Map<S, Entry>();
  /** How many each network has. */
  readonly #networks = new Map<string, number>();
  /** In the order in which they became idle. */
  readonly #idle = new Set<S>();
  /** The same by network. */
  readonly #idleOf = new Map<string, Set<S>>();

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
    if (network !== undefined && (this.#networks.get(network) ?? 0) >= this.bounds.perNetwork) {
      if (!this.closeOldest(this.#idleOf.get(network))) return 'network';
    }
    if (this.#entries.size >= this.bounds.total && !this.closeOldest(this.#idle)) return 'total';
    this.#entries.set(socket, { network, busy: 0 });
    if (network !== undefined) this.#networks.set(network, (this.#networks.get(network) ?? 0) + 1);
    this.setIdle(socket, network);
    return undefined;
  }

  /** A request has come on it. */
  begin(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    entry.busy += 1;
    this.unsetIdle(socket, entry.network);
  }

  /** A response is through, and the connection is kept. */
  end(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    entry.busy -= 1;
    if (entry.busy === 0) this.setIdle(socket, entry.network);
  }

  /** It is closed. */
  remove(socket: S): void {
    const entry = this.#entries.get(socket);
    if (!entry) return;
    const { network } = entry;
    this.#entries.delete(socket);
    this.unsetIdle(socket, network);
    if (network === undefined) return;
    const left = (this.#networks.get(network) ?? 0) - 1;
    if (left > 0) this.#networks.set(network, left);
    else this.#networks.delete(network);
  }

  private closeOldest(idle: ReadonlySet<S> | undefined): boolean {
    const [oldest] = idle ?? [];
    if (!oldest) return false;
    // Before its `close`, which comes later: the next connection must not find it here.
    this.remove(oldest);
    oldest.destroy();
    this.onShed();
    return true;
  }

  private setIdle(socket: S, network: string | undefined): void {
    this.#idle.add(socket);
    if (network === undefined) return;
    const those = this.#idleOf.get(network) ?? new Set();
    this.#idleOf.set(network, those.add(socket));
  }

  private unsetIdle(socket: S, network: string | undefined): void {
    this.#idle.delete(socket);
    if (network === undefined) return;
    const those = this.#idleOf.get(network);
    if (those?.delete(socket) && those.size === 0) this.#idleOf.delete(network);
  }
}
