import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** From which bytes of a client a connection goes silent. */
export interface SilenceFrom {
  /** Plain text in the client’s bytes. */
  readonly words: string;
  /** Whether the text itself still arrives; its response does not. */
  readonly delivered: boolean;
}

/** A network path to a server, for tests to break. */
export interface TcpProxy {
  /** Returns `url` with the proxy’s address. */
  through(url: string): string;
  /** Number of connections so far. */
  readonly accepted: number;
  /** Goes silent: nothing passes either way, on old and new connections, without notice. */
  silence(): void;
  /** Silences the next connection that carries these words from there on. */
  silenceFrom(from: SilenceFrom): void;
  /** Cuts all connections and refuses new ones until {@link heal}. */
  refuse(): Promise<void>;
  /** Forwards new connections again; silent ones stay silent. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const open = new Set<Socket>();
  const silent = new WeakSet<Socket>();
  let isSilent = false;
  let next: SilenceFrom | undefined;
  let accepted = 0;
  let port = 0;

  const own = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
  };
  const mute = (...pair: readonly Socket[]): void => pair.forEach((socket) => void silent.add(socket));
  const server = createServer({ allowHalfOpen: true }, (client) => {
    accepted += 1;
    const upstream = own(connect({ host: hostname, port: Number(targetPort), allowHalfOpen: true }));
    own(client);
    if (isSilent) mute(client, upstream);
    client.on('data', (chunk) => {
      if (silent.has(client)) return;
      if (next && chunk.includes(next.words)) {
        mute(client, upstream);
        if (next.delivered) upstream.write(chunk);
        next = undefined;
      } else {
        upstream.write(chunk);
      }
    });
    upstream.on('data', (chunk) => silent.has(upstream) || client.write(chunk));
    client.on('end', () => silent.has(client) || upstream.end());
    upstream.on('end', () => silent.has(upstream) || client.end());
    client.on('close', () => silent.has(client) || upstream.destroy());
    upstream.on('close', () => silent.has(upstream) || client.destroy());
  });
  const listen = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  await listen();
  ({ port } = server.address() as AddressInfo);

  return {
    through: (url) => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    get accepted() {
      return accepted;
    },
    silence() {
      isSilent = true;
      mute(...open);
    },
    silenceFrom: (from) => void (next = from),
    refuse: stop,
    async heal() {
      isSilent = false;
      if (!server.listening) await listen();
    },
    close: stop,
  };
}
