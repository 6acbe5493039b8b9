import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeError } from './describe-error.js';
import { sendProblem } from './problem-reply.js';
import { RouteTable } from './route-table.js';
import { unmatched } from './unmatched.js';

/** Responds to every exception with `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('Http');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const found = request.is404 ? unmatched(this.routes, request, reply) : describeError(error);
    if (found.code === 'internal') {
      this.#log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'request failed');
    }
    sendProblem(request, reply, found);
  }
}
