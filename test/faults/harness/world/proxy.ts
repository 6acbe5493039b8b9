import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  /** Nothing is read from the far side, as by a sleeping client. */
  isHeld: boolean;
}

/** A TCP proxy whose links can be cut, frozen, slowed and redirected. */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #target: number;
  #refusing = false;
  #frozen = false;
  #latencyMs = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (near) => this.#join(near));
  }

  /** Listens on a free port of the loopback interface. @param target port that links lead to */
  static async open(target: number): Promise<TcpProxy> {
    // A half-closed link stays half-closed: each side ends when the other does.
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sets where new links lead. Existing links stay. */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Resets every link. */
  cut(): void {
    for (const { near, far } of this.#links) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Resets every new link while `refusing`. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
  }

  /**
   * Passes nothing while `frozen`, without notice: TCP itself holds the bytes back, and surviving links continue where
   * they were.
   */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    for (const { near, far } of this.#links) {
      for (const socket of [near, far]) {
        if (frozen) socket.pause();
        else socket.resume();
      }
    }
  }

  /** Reads nothing more from the server for the client on this port while `isHeld`. */
  hold(clientPort: number | undefined, isHeld: boolean): void {
    for (const link of this.#links) {
      if (link.near.remotePort !== clientPort) continue;
      link.isHeld = isHeld;
      if (isHeld) link.far.pause();
      else link.far.resume();
    }
  }

  /** Freezes the existing links for good; new ones work. Only {@link cut} ends them. */
  abandon(): number {
    for (const { near, far } of this.#links) {
      near.pause().removeAllListeners('end');
      far.pause().removeAllListeners('end');
    }
    return this.#links.size;
  }

  /** Delays everything, each way, by milliseconds. */
  delay(latencyMs: number): void {
    this.#latencyMs = latencyMs;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    if (this.#refusing) {
      near.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const far = connect({ port: this.#target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const link: Link = { near, far, isHeld: false };
    this.#links.add(link);
    this.#pass(link, near, far);
    this.#pass(link, far, near);
    const end = (): void => {
      this.#links.delete(link);
      for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    if (this.#frozen) {
      near.pause();
      far.pause();
    }
  }

  #pass(link: Link, from: Socket, to: Socket): void {
    // Held back in order of arrival: when the latency falls, later bytes do not overtake.
    const held: { readonly due: number; readonly act: () => void }[] = [];
    const release = (): void => {
      for (let [first] = held; first && first.due <= performance.now(); [first] = held) {
        held.shift();
        first.act();
      }
      const [next] = held;
      if (next) setTimeout(release, Math.ceil(next.due - performance.now()));
    };
    const later = (act: () => void): void => {
      if (this.#latencyMs === 0 && held.length === 0) return act();
      held.push({ due: performance.now() + this.#latencyMs, act });
      if (held.length === 1) release();
    };
    from.on('data', (bytes) =>
      later(() => {
        if (to.destroyed || to.write(bytes)) return;
        from.pause();
        to.once('drain', () => this.#frozen || (link.isHeld && from === link.far) || from.resume());
      }),
    );
    from.on('end', () => later(() => to.end()));
  }
}
