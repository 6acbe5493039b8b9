import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { type AuditEntry, auditEntrySchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { Roles } from '../access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { CSV_TYPE } from '../http/csv-file.js';
import { RespondsWithFile, RespondsWithPage } from '../openapi/responses.js';
import { AuditTrail } from './audit-trail.js';
import { AuditExportQuery, AuditQuery } from './audit.query.js';

/** Who did what in the org (DOMAINS.md, "Audit"). */
@Controller('audit')
@Roles('owner')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @RespondsWithPage('Lists audited actions, newest first.', { name: 'AuditEntry', schema: auditEntrySchema })
  list(@CurrentPrincipal() { orgId }: Principal, @Query() query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.trail.list(orgId, query);
  }

  @Get('entries.csv')
  @RespondsWithFile('The audited actions that fit the filters, as a file for spreadsheets.', CSV_TYPE)
  export(@CurrentPrincipal() { orgId }: Principal, @Query() query: AuditExportQuery): StreamableFile {
    return this.trail.export(orgId, query);
  }
}
