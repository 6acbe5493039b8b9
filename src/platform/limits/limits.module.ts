import { Module } from '@nestjs/common';
import { AccountLimits } from './account-limits.js';
import { CallerLimits } from './caller-limits.js';
import { Counters } from './counters.js';
import { KnownNetworks } from './known-networks.js';
import { SignInLimit } from './sign-in-limit.js';

@Module({
  providers: [Counters, KnownNetworks, SignInLimit, AccountLimits, CallerLimits],
  exports: [Counters, AccountLimits, CallerLimits],
})
export class LimitsModule {}
