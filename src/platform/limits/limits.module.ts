import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountLimits } from './account-limits.js';
import { CallerLimits } from './caller-limits.js';
import { Counters } from './counters.js';
import { KnownNetworks } from './known-networks.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { SignInLimit } from './sign-in-limit.js';

/** To be imported after the module of sign-in: guards run in that order, and this one wants to know who asks. */
@Module({
  providers: [
    Counters,
    KnownNetworks,
    SignInLimit,
    AccountLimits,
    CallerLimits,
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
})
export class LimitsModule {}
