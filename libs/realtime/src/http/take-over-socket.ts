import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's internal way to detach a parser from a connection, used for upgrades. Undocumented: if a later Node removes
 * it, a stream keeps its parser and costs 7 KiB more, and nothing else changes.
 */
interface HttpCommon {
  freeParser?(parser: object, request: null, socket: Socket): void;
}

/** As Fastify keeps them. `undefined` values are not sent. */
export type StreamHeaders = Readonly<Record<string, number | string | string[] | undefined>>;

/** The client disconnected before its response began. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('the client went away before its response began');
  }
}

/** Sockets taken over by a stream. */
const taken = new WeakSet<Socket>();
/** Listeners that stay on a socket that is taken over. */
const persistent = new WeakSet<object>();

/** Whether a stream has taken over `socket`, so that the end of its response is not the end of its work. */
export const isTakenOver = (socket: Socket): boolean => taken.has(socket);

/**
 * Marks a listener that stays on a socket when a stream takes it over, such as one that counts connections. Add it by
 * `on`, not `once`.
 */
export function persistentListener<F extends () => void>(listener: F): F {
  persistent.add(listener);
  return listener;
}
/** Callbacks for requests of a connection that can no longer get a response. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `onGone` once when a request can no longer get a response: its connection is closed, or taken over by a stream
 * whose request came before it on the same connection. Node reports neither to a response that is queued behind another
 * one.
 * @returns a function that stops watching
 */
export function watchClient({ socket }: Pick<IncomingMessage, 'socket'>, onGone: () => void): () => void {
  if (socket.destroyed || taken.has(socket)) {
    onGone();
    return ignore;
  }
  // One listener per connection, however many requests are pipelined on it.
  let listeners = waiting.get(socket);
  if (!listeners) {
    waiting.set(socket, (listeners = new Set()));
    socket.once('close', () => tellGone(socket));
  }
  const those = listeners.add(onGone);
  return () => void those.delete(onGone);
}

function tellGone(socket: Socket): void {
  const listeners = waiting.get(socket);
  waiting.delete(socket);
  for (const onGone of listeners ?? []) onGone();
}

/**
 * Settles when the responses before this one are finished, so that it may be written (HTTP/1.1 pipelining).
 * @throws ClientGoneError
 */
export async function responseTurn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.socket) return;
  await new Promise<void>((resolve, reject) => {
    const onTurn = (): void => {
      stopWatching();
      resolve();
    };
    const stopWatching = watchClient(request, () => {
      response.removeListener('socket', onTurn);
      reject(new ClientGoneError());
    });
    response.once('socket', onTurn);
  });
}

/**
 * Sends the head of a response together with the first bytes of its body, which the caller frames and writes to the
 * socket itself, and releases everything Node keeps for a request. An idle stream then costs only a socket: 7 KiB
 * instead of 19 with the request, the response and their parser (Node 24, 5,000 streams).
 *
 * It is the last response on its connection and says so (`Connection: close`): no client, and no proxy, may send
 * another request into a stream that is about to end. Requests already queued behind it get no response (RFC 9112,
 * 9.6), and further bytes of the client are for the new owner to ignore.
 *
 * Everything happens in one turn, so that the socket always has an owner: Node until this returns, then the caller, who
 * must listen for `error` at once. Only listeners marked by {@link persistentListener} stay on it.
 *
 * @param headers without connection and framing, which are set here
 * @param first beginning of the body, framed; text must be ASCII
 * @throws ClientGoneError if the client is gone, or it is not this response's turn
 */
export function takeOverSocket(
  response: ServerResponse,
  headers: StreamHeaders,
  chunked: boolean,
  first: string | Uint8Array,
): Socket {
  const { socket } = response;
  // A half-closed connection is lost: Node has closed the other half already.
  if (!socket?.writable || !socket.readable) {
    socket?.destroy();
    throw new ClientGoneError();
  }
  const head: Record<string, number | string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) head[name] = value;
  }
  head['connection'] = 'close';
  if (chunked) head['transfer-encoding'] = 'chunked';
  response.writeHead(200, head);
  // The caller frames the chunks, including the last. For Node the response ends with its head, so its listeners are
  // called. After the last response Node would close the connection by `destroySoon`; it assigns no other response to
  // it.
  response.chunkedEncoding = false;
  socket.destroySoon = ignore;
  // Node merges text with the head into one write.
  response.end(first, 'latin1');
  taken.add(socket);
  tellGone(socket);
  releaseParser(socket);
  socket.setTimeout(0);
  socket.setNoDelay(true);
  return socket;
}

function releaseParser(socket: Socket & { parser?: object | null }): void {
  const { parser } = socket;
  // A `data` listener makes Node pass the bytes to listeners instead of to the native parser.
  socket.on('data', ignore);
  for (const event of ['data', 'end', 'close', 'drain', 'error', 'timeout']) {
    const staying = socket.rawListeners(event).filter((listener) => persistent.has(listener));
    socket.removeAllListeners(event);
    for (const listener of staying) socket.on(event, listener as () => void);
  }
  const http: HttpCommon | undefined = process.getBuiltinModule('_http_common');
  if (parser) http?.freeParser?.(parser, null, socket);
}

const ignore = (): void => undefined;
