import { Injectable } from '@nestjs/common';
import type { Publisher, PublisherResolver } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { PropertyDirectory } from '../tenancy/property-directory.js';

/** On the request itself, as its principal is. */
const PUBLISHER = Symbol('publisher');

type Identified = FastifyRequest & { [PUBLISHER]?: Publisher };

/** For the guard alone: says which service `request` is from. */
export function identifyPublisher(request: Identified, publisher: Publisher): void {
  request[PUBLISHER] = publisher;
}

/** Tells the realtime library who publishes. */
@Injectable()
export class Publishers implements PublisherResolver {
  constructor(private readonly properties: PropertyDirectory) {}

  /** @throws Error on a route that wants no API key, where nobody has been asked for one */
  resolve(request: Identified): Publisher {
    const publisher = request[PUBLISHER];
    if (!publisher) throw new Error(`${request.routeOptions.url ?? 'this route'} asks for no API key`);
    return publisher;
  }

  ownProperties(orgId: string, propertyIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.properties.ownedBy(orgId, propertyIds);
  }
}
