import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Settings, SETTINGS } from '../config/settings.js';
import { ProblemException } from '../http/problem.js';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
/** Whoever passes a request on says so; then the peer's address tells nothing of the sender. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** What a program on this machine calls it. A page whose name was made to lead here has its own name in `Host`. */
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Lets in who may see the metrics of the whole server: with `METRICS_TOKEN`, whoever sends it as bearer. Without, nobody
 * in production, and elsewhere programs on this machine that came directly (docs/decisions/0008).
 */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { metricsToken, production } = this.settings;
    if (metricsToken === undefined) {
      if (production) throw new ProblemException('forbidden', 'In production, METRICS_TOKEN must be set.');
      if (isLocal(request)) return true;
      throw new ProblemException('forbidden', 'Allowed from this machine only, unless METRICS_TOKEN is set.');
    }
    if (isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) return true;
    throw new ProblemException('unauthenticated', 'METRICS_TOKEN is required as bearer token.');
  }
}

const isLocal = ({ raw, headers }: FastifyRequest): boolean =>
  LOOPBACK.has(raw.socket.remoteAddress ?? '') &&
  LOCAL_HOST.test(headers.host ?? '') &&
  FORWARDED.every((name) => headers[name] === undefined);

/** Hashed first, so that the time it takes tells neither the content nor the length. */
const isSame = (given: string, expected: string): boolean => timingSafeEqual(sha256(given), sha256(expected));

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
