import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { CommandAnswer } from './commands.js';

/** Sends the body of a {@link CommandAnswer}, and says so when it is a replay. */
@Injectable()
export class CommandAnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer) => {
        if (!(answer instanceof CommandAnswer)) return answer;
        if (answer.replayed) void reply.header('idempotent-replayed', 'true');
        return answer.body as unknown;
      }),
    );
  }
}
