import { SetMetadata } from '@nestjs/common';
import type { Role } from '@bellhop/hotel';

export const PUBLIC = 'auth:public';
export const ROLES_ALLOWED = 'auth:roles';

/** Opens a route to everyone. Every other route wants a signed-in user. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Only these roles may call the route (or any of the controller's); others get 403. */
export const Roles = (...roles: readonly [Role, ...Role[]]) => SetMetadata(ROLES_ALLOWED, roles);

export const CHECKED_AT_COMMIT = 'auth:checked-at-commit';

/**
 * For routes that change something by a plan alone (commands.ts): its commit fails unless the principal's session
 * lives and its user still has the `version` that was read.
 * Of every other route that changes something the guard asks the log first, with a query, where there may be other instances.
 */
export const CheckedAtCommit = () => SetMetadata(CHECKED_AT_COMMIT, true);
