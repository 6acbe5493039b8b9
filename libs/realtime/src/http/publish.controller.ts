import { type FieldError, MAX_PUBLISHED_EVENTS, type PublishResponse } from '@bellhop/protocol';
import {
  BadRequestException,
  Controller,
  ForbiddenException,
  Header,
  HttpCode,
  Inject,
  NotFoundException,
  PayloadTooLargeException,
  Post,
  Req,
  SetMetadata,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Objections } from '../events/publishing-check.js';
import { Publishing } from '../events/publishing.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import { invalidRequest } from './invalid-request.js';

/**
 * Metadata key of routes for other services, for the application's guard: they accept an API key and nothing else, not
 * even a session.
 */
export const ACCEPTS_API_KEY = 'bellhop:accepts-api-key';

/**
 * Maximum body, in bytes: 500 events of 4 KiB. The application's Fastify must honour `bodyLimit` of a route's config.
 */
const BODY_LIMIT = MAX_PUBLISHED_EVENTS * 4_096;

/** `POST /v2/realtime/events` (PROTOCOL.md, "Publishing"). */
@Controller('v2/realtime')
export class PublishController {
  constructor(
    private readonly publishing: Publishing,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  /** Reads the body itself: an application's pipes expect their own objects, and this may be an array. */
  @Post('events')
  @HttpCode(202)
  @Header('cache-control', 'no-store')
  @SetMetadata(ACCEPTS_API_KEY, true)
  @RouteConfig({ bodyLimit: BODY_LIMIT })
  async publish(@Req() request: FastifyRequest): Promise<PublishResponse> {
    const publisher = await this.options.publishers.resolve(request);
    const { body } = request;
    if (typeof body !== 'object' || body === null) {
      throw new BadRequestException('The body must be an event or an array of events.');
    }
    const values: readonly unknown[] = Array.isArray(body) ? body : [body];
    if (values.length === 0) throw invalidRequest([{ field: '', message: 'must contain at least one event' }]);
    if (values.length > MAX_PUBLISHED_EVENTS) {
      throw new PayloadTooLargeException(`A request may contain at most ${MAX_PUBLISHED_EVENTS} events.`);
    }
    const pathOf = Array.isArray(body) ? (index: number) => `[${index}].` : () => '';
    const { events, objections } = await this.publishing.check(publisher, values, pathOf);
    refuse(objections);
    return this.publishing.publish(publisher, events);
  }
}

/** Invalid input comes first: a client fixes that before it asks for rights. */
function refuse({ invalid, forbidden, missing }: Objections): void {
  if (invalid.length > 0) throw invalidRequest(invalid);
  if (forbidden.length > 0)
    throw new ForbiddenException(problem('forbidden', 'Outside the scope of this API key.', forbidden));
  if (missing.length > 0) throw new NotFoundException(problem('not_found', 'Not found in your organisation.', missing));
}

const problem = (code: string, message: string, errors: readonly FieldError[]) => ({ code, message, errors });
