import { SetMetadata } from '@nestjs/common';
import type { Role } from '@bellhop/hotel';

export const PUBLIC = 'auth:public';
export const ROLES_ALLOWED = 'auth:roles';

/** Opens a route to everyone. All other routes require a signed-in user. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Restricts the route, or all of the controller's, to these roles; others get 403. */
export const Roles = (...roles: readonly [Role, ...Role[]]) => SetMetadata(ROLES_ALLOWED, roles);

export const CHECKED_AT_COMMIT = 'auth:checked-at-commit';

/**
 * For routes that write only through a plan (writes.ts): its commit fails unless the principal's session is live and its
 * user still has the `version` that was read. For all other routes that write, the guard first queries the log when there
 * may be other instances.
 */
export const CheckedAtCommit = () => SetMetadata(CHECKED_AT_COMMIT, true);
