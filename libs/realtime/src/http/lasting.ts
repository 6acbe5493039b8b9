import { RouteConfig } from '@nestjs/platform-fastify';

/**
 * For routes that wait for events: while they do nothing is under way for them, so an application that bounds how much is
 * should not count them. Says so as `isLasting` in the route's config.
 */
export const LASTING = RouteConfig({ isLasting: true });
