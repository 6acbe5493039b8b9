import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { AccountLimits } from './account-limits.js';

/** Takes back what only failed attempts count for, before the answer is sent. */
@Injectable()
export class SuccessInterceptor implements NestInterceptor {
  constructor(private readonly limits: AccountLimits) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!this.limits.isAttempt(request)) return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer) => {
        await this.limits.succeeded(request);
        return answer;
      }),
    );
  }
}
