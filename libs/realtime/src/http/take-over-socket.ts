import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's own way to take a parser off a connection, as it does for an upgrade. Not part of its documented interface:
 * where a later Node has it no more, a stream keeps its parser and costs 7 KiB more, and nothing else changes.
 */
interface HttpCommon {
  freeParser?(parser: object, request: null, socket: Socket): void;
}

/** As Fastify keeps them: those that are `undefined` are not sent. */
export type StreamHeaders = Readonly<Record<string, number | string | string[] | undefined>>;

/** The client was gone before its response began. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('the client went away before its response began');
  }
}

/** Sockets that a stream has taken over. */
const taken = new WeakSet<Socket>();
/** Listeners that stay. */
const lasting = new WeakSet<object>();

/** Whether a stream has taken `socket` over, so that the end of its response is not the end of what is under way on it. */
export const isTakenOver = (socket: Socket): boolean => taken.has(socket);

/**
 * Marks a listener that stays on a socket which a stream takes over: of whoever counts connections, whoever owns them
 * meanwhile. To be added by `on`, not `once`.
 */
export function lastingListener<F extends () => void>(listener: F): F {
  lasting.add(listener);
  return listener;
}
/** Whom to tell when requests of a connection can no longer be answered. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `onGone` once, when a request can no longer be answered: its connection is closed, or a stream whose request
 * came before it on the same connection has taken that over. A response that waits behind another one is not told by
 * Node, neither of the one nor of the other.
 * @returns stops that
 */
export function watchClient({ socket }: Pick<IncomingMessage, 'socket'>, onGone: () => void): () => void {
  if (socket.destroyed || taken.has(socket)) {
    onGone();
    return ignore;
  }
  // One listener a connection, however many requests are pipelined on it.
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
 * Settles when the responses before this one are through, so that it may be written (HTTP/1.1 pipelining).
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
 * Sends the head of a response whose body the caller frames and writes to the socket itself, with the first bytes of that
 * body in the same write, and lets go of everything Node keeps for a request under way. An idle stream then costs a socket and no more: 7 KiB instead of 19
 * with the request, the response and their parser (Node 24, 5,000 streams).
 *
 * It is the last response on its connection and says so (`Connection: close`): nobody, a proxy least of all, may send
 * another request into a stream that is about to end. Requests that are behind it already are not answered
 * (RFC 9112, 9.6), and what else the client sends is the new owner's to ignore.
 *
 * All in one turn, so that the socket is never without an owner: until this returns it is Node's, after that the
 * caller's, who must listen for `error` before anything else happens. No listener of Node's is left on it; those of {@link lastingListener} are.
 *
 * @param headers without connection and framing, which are set here
 * @param first what the body begins with, framed; text is ASCII
 * @throws ClientGoneError when there is nobody to answer, or it is not this response's turn
 */
export function takeOverSocket(
  response: ServerResponse,
  headers: StreamHeaders,
  chunked: boolean,
  first: string | Uint8Array,
): Socket {
  const { socket } = response;
  // Half-closed is gone: Node has closed the other half already.
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
  // The caller frames the chunks, the last one too: for Node the response ends with its head, so that whoever waits for
  // that is told. After the last response Node closes the connection by this method, and assigns it to no other response.
  response.chunkedEncoding = false;
  socket.destroySoon = ignore;
  // Text becomes one piece with the head, which Node keeps as text.
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
  // Listening for data makes Node hand the bytes to listeners instead of to the parser in native code.
  socket.on('data', ignore);
  for (const event of ['data', 'end', 'close', 'drain', 'error', 'timeout']) {
    const staying = socket.rawListeners(event).filter((listener) => lasting.has(listener));
    socket.removeAllListeners(event);
    for (const listener of staying) socket.on(event, listener as () => void);
  }
  const http = process.getBuiltinModule('_http_common') as HttpCommon | undefined;
  if (parser) http?.freeParser?.(parser, null, socket);
}

const ignore = (): void => undefined;
