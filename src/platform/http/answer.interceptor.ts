import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, mergeMap, type Observable } from 'rxjs';
import { CommandAnswer } from '../commands/commands.js';
import { AccountLimits } from '../limits/account-limits.js';

/**
 * What is done to every answer before it is sent, in one interceptor, since each costs every request: limits take back what
 * only failed attempts count for, a {@link CommandAnswer} is unwrapped, and one row gets its version as `ETag`, ready to
 * be sent back as `If-Match`.
 */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly limits: AccountLimits) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answers = next.handle().pipe(map((answer) => dress(answer, reply)));
    if (!this.limits.isAttempt(request)) return answers;
    return answers.pipe(
      mergeMap(async (answer) => {
        await this.limits.succeeded(request);
        return answer;
      }),
    );
  }
}

/** @returns the body to send */
function dress(answer: unknown, reply: FastifyReply): unknown {
  let body = answer;
  if (answer instanceof CommandAnswer) {
    if (answer.replayed) void reply.header('idempotent-replayed', 'true');
    body = answer.body;
  }
  if (typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number') {
    void reply.header('etag', `"${body.version}"`);
  }
  return body;
}
