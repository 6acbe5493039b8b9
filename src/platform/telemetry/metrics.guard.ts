import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Settings, SETTINGS } from '../config/settings.js';
import { ProblemException } from '../http/problem.js';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
/** Headers of forwarded requests, whose peer address is the proxy's and not the sender's. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** `Host` values that local programs use. A page whose domain was pointed at this machine (DNS rebinding) sends its own name. */
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Protects the server's metrics. With `METRICS_TOKEN`, admits whoever sends it as bearer token. Without it, admits no one in
 * production, and elsewhere direct requests from this machine (docs/decisions/0008).
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

/** Hashes first, so that timing reveals neither content nor length. */
const isSame = (given: string, expected: string): boolean => timingSafeEqual(sha256(given), sha256(expected));

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
