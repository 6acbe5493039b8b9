import { SetMetadata } from '@nestjs/common';
import type { Role } from '@bellhop/contracts';

export const PUBLIC = 'auth:public';
export const ROLES_ALLOWED = 'auth:roles';

/** Opens a route to everyone. Every other route wants a signed-in user. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Only these roles may call the route (or any of the controller's); others get 403. */
export const Roles = (...roles: readonly [Role, ...Role[]]) => SetMetadata(ROLES_ALLOWED, roles);
