import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';

/** Gives the answer with one row its version as `ETag`, ready to be sent back as `If-Match`. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((body) => {
        if (typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number') {
          void reply.header('etag', `"${body.version}"`);
        }
      }),
    );
  }
}
