import { Injectable } from '@nestjs/common';
import type { Publisher, PublisherResolver } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { PropertyDirectory } from '../tenancy/property-directory.js';

/** Stored on the request, like its principal. */
const PUBLISHER = Symbol('publisher');

type Identified = FastifyRequest & { [PUBLISHER]?: Publisher };

/** Sets the service that `request` is from. For the auth guard only. */
export function identifyPublisher(request: Identified, publisher: Publisher): void {
  request[PUBLISHER] = publisher;
}

/** Tells the realtime library which service publishes. */
@Injectable()
export class Publishers implements PublisherResolver {
  constructor(private readonly properties: PropertyDirectory) {}

  /** @throws Error on a route without API keys, where no service was authenticated */
  resolve(request: Identified): Publisher {
    const publisher = request[PUBLISHER];
    if (!publisher) throw new Error(`${request.routeOptions.url ?? 'this route'} does not use API keys`);
    return publisher;
  }

  ownProperties(orgId: string, propertyIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.properties.ownedBy(orgId, propertyIds);
  }
}
