import { Global, Module } from '@nestjs/common';
import { Writes } from './writes.js';
import { IdempotencyKeyCleanup } from '../idempotency/key-cleanup.js';

@Global()
@Module({ providers: [Writes, IdempotencyKeyCleanup], exports: [Writes] })
export class WritesModule {}
