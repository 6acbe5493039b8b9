import { Controller, Get, Query } from '@nestjs/common';
import { type AuditEntry, auditEntrySchema, type Page } from '@bellhop/protocol';
import { Roles } from '../access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { RespondsWithPage } from '../openapi/responses.js';
import { AuditTrail } from './audit-trail.js';
import { AuditQuery } from './audit.query.js';

/** Who did what in the org (PROTOCOL.md, "Audit"). */
@Controller('audit')
@Roles('owner')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @RespondsWithPage('Lists audited actions, newest first.', { name: 'AuditEntry', schema: auditEntrySchema })
  list(@CurrentPrincipal() { orgId }: Principal, @Query() query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.trail.list(orgId, query);
  }
}
