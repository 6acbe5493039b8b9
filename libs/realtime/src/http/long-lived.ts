import { RouteConfig } from '@nestjs/platform-fastify';

/**
 * Marks routes that wait for events, as `isLongLived` in the route's config. They are idle while they wait, so an
 * application that limits concurrent work should not count them.
 */
export const LONG_LIVED = RouteConfig({ isLongLived: true });
