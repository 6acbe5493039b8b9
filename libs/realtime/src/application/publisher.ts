import { NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** A service that publishes events, and its scope. */
export interface Publisher {
  readonly orgId: string;
  /** Domains it may publish to. */
  readonly domains: ReadonlySet<string>;
}

/** Called once per `POST /v2/realtime/events`, after the application's guards. */
export interface PublisherResolver {
  resolve(request: FastifyRequest): Publisher | Promise<Publisher>;
  /** Returns those of `propertyIds` that belong to the org. If one does not, the request gets a 404. */
  ownProperties(orgId: string, propertyIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** For an application that accepts no events from other services. */
export const NO_PUBLISHERS: PublisherResolver = {
  resolve: () => {
    throw new NotFoundException('This application does not accept events from other services.');
  },
  ownProperties: () => Promise.resolve(new Set()),
};
