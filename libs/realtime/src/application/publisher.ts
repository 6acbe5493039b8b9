import { NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Another service that publishes events, and what it may publish. */
export interface Publisher {
  readonly orgId: string;
  /** Domains it may publish to. */
  readonly domains: ReadonlySet<string>;
}

/** Asked once per `POST /v2/realtime/events`, after the application's guards have let the request in. */
export interface PublisherResolver {
  resolve(request: FastifyRequest): Publisher | Promise<Publisher>;
  /** Those of `propertyIds` that are the org's; the request is answered 404 for any other. */
  ownProperties(orgId: string, propertyIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Of an application that takes no events from other services. */
export const NO_PUBLISHERS: PublisherResolver = {
  resolve: () => {
    throw new NotFoundException('This application takes no events from other services.');
  },
  ownProperties: () => Promise.resolve(new Set()),
};
