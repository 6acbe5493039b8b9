import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RouteAccesses } from '../access/route-access.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RateLimitGuard } from '../limits/rate-limit.guard.js';
import { AuthGuard } from './auth.guard.js';
import { RolesGuard } from './roles.guard.js';

/** The guards of every request, in order: authentication, roles, rate limits. */
@Module({
  imports: [LimitsModule],
  providers: [
    RouteAccesses,
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
})
export class GuardsModule {}
