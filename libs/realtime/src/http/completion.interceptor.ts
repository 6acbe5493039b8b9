import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../realtime.options.js';
import { CompletionLog, type Transport } from './completion-log.js';

const TRANSPORT = 'bellhop:completion-transport';

/**
 * Sees to it that a subscription is logged once: when its handler is through or fails, or, of a stream that outlives its
 * handler, when the door says so. For Node the response of a stream ends with its head, so no interceptor can tell.
 */
@Injectable()
export class CompletionInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly completions: CompletionLog,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const transport = this.reflector.get<Transport>(TRANSPORT, context.getHandler());
    const completion = this.completions.begin(request, transport);
    // A HEAD reads nothing.
    if (request.method === 'HEAD') return next.handle();
    return next.handle().pipe(
      tap({
        complete: () => completion.handled(),
        error: (error: unknown) => completion.end('error', 0, this.options.errorCode(error)),
      }),
    );
  }
}

/** For a route that subscribes: logs each of its requests at its end. */
export const LogsCompletion = (transport: Transport): MethodDecorator =>
  applyDecorators(SetMetadata(TRANSPORT, transport), UseInterceptors(CompletionInterceptor));
