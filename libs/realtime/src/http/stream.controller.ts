import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Controller, Get, Req, Res, SetMetadata } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { ReaderQuery } from './reader-query.js';
import { StreamDoor } from './stream-door.js';

/** Metadata key of routes that a single-use ticket in the query may open, for the application's guard. */
export const ACCEPTS_TICKET = 'bellhop:accepts-ticket';

/** `GET /v2/realtime/stream` (docs/protocol.md, "Stream"). */
@Controller('v2/realtime')
export class StreamController {
  constructor(
    private readonly query: ReaderQuery,
    private readonly registry: ChannelRegistry,
    private readonly door: StreamDoor,
  ) {}

  @Get('stream')
  @SetMetadata(ACCEPTS_TICKET, true)
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { viewer, view, cursor } = await this.query.read(request);
    if (request.method === 'HEAD') return void reply.headers(HEADERS).send();
    const lease = this.registry.acquire(viewer.orgId);
    try {
      const start = await lease.channel.resolve(cursor, view);
      reply.hijack();
      const framing = request.raw.httpVersion === '1.0' ? 'raw' : 'chunked';
      const socket = await sendHeaders(reply, framing === 'chunked');
      this.door.open(socket, framing, lease, view, start);
    } catch (error) {
      lease.release();
      throw error;
    }
  }
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx: hand each event on as it comes.
  'x-accel-buffering': 'no',
} as const;

/** Sends the head of the response and gives the socket, which is the stream's own from here on. */
async function sendHeaders(reply: FastifyReply, chunked: boolean): Promise<Socket> {
  const response: ServerResponse = reply.raw;
  // A pipelined request gets its socket when the responses before it are through.
  if (response.socket === null && !response.destroyed) await once(response, 'socket');
  const { socket } = response;
  if (socket === null) throw new Error('the client went away before its stream began');
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    ...HEADERS,
    ...(chunked ? { 'transfer-encoding': 'chunked' } : { connection: 'close' }),
  });
  response.flushHeaders();
  socket.setTimeout(0);
  socket.setNoDelay(true);
  return socket;
}
