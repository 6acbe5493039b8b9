import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's own way to take a parser off a connection, as it does for an upgrade. Not part of its documented interface:
 * where a later Node has it no more, a stream keeps its parser and costs 7 KiB more, and nothing else changes.
 */
interface HttpCommon {
  freeParser?(parser: object, request: null, socket: Socket): void;
}

/** The client was gone before its response began. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/**
 * Sends the head of a response whose body the caller writes to the socket itself, already framed, and lets go of
 * everything Node keeps for a request under way. An idle stream then costs a socket and no more: 7 KiB instead of 19
 * with the request, the response and their parser (Node 24, 5,000 streams).
 *
 * For HTTP/1.1 the response is ended for Node (without a last chunk, so for the client it goes on) and the parser is
 * closed, as Node itself does it for an upgrade. What the client sends after its request is ignored.
 * For HTTP/1.0, where the end of the body is the end of the connection, the response stays.
 *
 * @param headers without connection and framing, which are set here
 * @throws ClientGoneError
 */
export async function takeOverSocket(
  response: ServerResponse,
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
  chunked: boolean,
): Promise<Socket> {
  // `once` rejects on 'error', also when nobody waits any more: a response that breaks is one whose client is gone.
  const gone = once(response, 'close').then(ignore, ignore);
  // A pipelined request gets its socket when the responses before it are through.
  if (response.socket === null && !response.destroyed)
    await Promise.race([once(response, 'socket').then(ignore, ignore), gone]);
  const { socket } = response;
  if (socket === null || socket.destroyed) throw new ClientGoneError('the client went away before its stream began');

  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(
    200,
    chunked ? { connection: 'keep-alive', 'transfer-encoding': 'chunked' } : { connection: 'close' },
  );
  response.flushHeaders();
  if (chunked) {
    // The caller frames the chunks, the last one too; Node is not to write one of its own.
    response.chunkedEncoding = false;
    const finished = once(response, 'finish').then(ignore, ignore);
    response.end();
    await Promise.race([finished, gone]);
    if (socket.destroyed) throw new ClientGoneError('the client went away before its stream began');
    releaseParser(socket);
  }
  socket.setTimeout(0);
  socket.setNoDelay(true);
  return socket;
}

function releaseParser(socket: Socket & { parser?: object | null }): void {
  const { parser } = socket;
  // Listening for data makes Node hand the bytes to listeners instead of to the parser in native code.
  socket.on('data', ignore);
  for (const event of ['data', 'end', 'close', 'drain', 'error', 'timeout']) socket.removeAllListeners(event);
  socket.on('data', ignore);
  // Half-closed is gone: nobody reads a stream from there.
  socket.on('end', () => socket.destroy());
  const http = process.getBuiltinModule('_http_common') as HttpCommon | undefined;
  if (parser) http?.freeParser?.(parser, null, socket);
}

const ignore = (): void => undefined;
