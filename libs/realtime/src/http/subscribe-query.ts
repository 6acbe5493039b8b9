import type { FieldError } from '@bellhop/protocol';
import { ForbiddenException, Injectable, Inject, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Viewer } from '../application/viewer.js';
import { readableDomains, View, type ViewFilter } from '../channels/view.js';
import { DomainRegistry } from '../events/domain-registry.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import { invalidRequest } from './invalid-request.js';

/** A subscriber's request: viewer, filter and cursor. */
export interface SubscribeRequest {
  readonly viewer: Viewer;
  readonly filter: ViewFilter;
  /** What the viewer may see when the request arrives. */
  readonly view: View;
  /** As sent: it may be malformed, which results in a `gap`. `undefined` if absent. */
  readonly cursor: string | undefined;
  /** The property filter, already checked against the viewer's rights. */
  readonly propertyId: string | undefined;
}

const MAX_PARAMETER = 8_192;

/** Parses and checks the requests of both transports. */
@Injectable()
export class SubscribeQuery {
  constructor(
    private readonly domains: DomainRegistry,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  /**
   * @param domain the domain of `/<domain>/realtime/subscribe`; if absent, the query's `domains` apply
   * @throws BadRequestException with field errors, ForbiddenException, NotFoundException
   */
  async read(request: FastifyRequest, domain?: string): Promise<SubscribeRequest> {
    const errors: FieldError[] = [];
    const query = request.query as Readonly<Record<string, unknown>>;
    const propertyId = single(query, 'propertyId', errors);
    const cursor = lastEventId(request) ?? single(query, 'cursor', errors);
    const listed = domain ?? single(query, 'domains', errors);
    const wanted = listed === undefined ? undefined : new Set(listed.split(',').map((name) => name.trim()));
    for (const name of wanted ?? []) {
      if (!this.domains.has(name))
        errors.push({ field: 'domains', message: `there is no domain "${name.slice(0, 40)}"` });
    }
    if (propertyId === '') errors.push({ field: 'propertyId', message: 'propertyId must not be empty' });
    if (errors.length > 0) throw invalidRequest(errors);

    const viewer = await this.options.viewers.resolve(request);
    if (wanted && !readableDomains(this.domains, viewer.role).some(({ name }) => wanted.has(name))) {
      throw new ForbiddenException('your role may not read these domains');
    }
    if (propertyId !== undefined && !(await this.options.viewers.seesProperty(viewer, propertyId))) {
      throw new NotFoundException('there is no such property');
    }
    const filter = { ...(wanted && { domains: wanted }), ...(propertyId !== undefined && { propertyId }) };
    return { viewer, filter, view: View.of(viewer, this.domains, filter), cursor, propertyId };
  }
}

/** Returns a whole number from the query. @throws BadRequestException if it is not one, or out of range */
export function wholeNumber(
  request: FastifyRequest,
  field: string,
  min: number,
  max: number,
  fallback: number,
): number {
  const errors: FieldError[] = [];
  const text = single(request.query as Readonly<Record<string, unknown>>, field, errors);
  const value = text === undefined ? fallback : Number(/^\d{1,9}$/.test(text) ? text : NaN);
  if (errors.length === 0 && !(value >= min && value <= max)) {
    errors.push({ field, message: `${field} must be a whole number from ${min} to ${max}` });
  }
  if (errors.length > 0) throw invalidRequest(errors);
  return value;
}

function single(query: Readonly<Record<string, unknown>>, field: string, errors: FieldError[]): string | undefined {
  const value = query[field];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length <= MAX_PARAMETER) return value;
  errors.push({ field, message: `${field} must be given once, with at most ${MAX_PARAMETER} characters` });
  return undefined;
}

/**
 * The header takes precedence over the query. An empty one counts as absent (WHATWG HTML, 9.2.4: it is sent only if not
 * empty).
 */
function lastEventId(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id'];
  const value = Array.isArray(header) ? header.join(',') : header;
  return value === '' ? undefined : value;
}
