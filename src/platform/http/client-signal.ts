import { ClientGoneError, watchClient } from '@bellhop/realtime';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Parameter decorator: aborts when the client has left, so that nobody waits for the response any more. For reads only. */
export const ClientSignal = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const http = context.switchToHttp();
  const gone = new AbortController();
  const stopWatching = watchClient(http.getRequest<FastifyRequest>().raw, () => gone.abort(new ClientGoneError()));
  http.getResponse<FastifyReply>().raw.once('finish', stopWatching);
  return gone.signal;
});
