import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { AuditTrail } from './audit-trail.js';
import { AuditController } from './audit.controller.js';
import { SignInFailures } from './sign-in-failures.js';

@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, AuditTrail, SignInFailures],
  exports: [AuditLog, SignInFailures],
})
export class AuditModule {}
