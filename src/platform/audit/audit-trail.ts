import { Injectable } from '@nestjs/common';
import type { AuditEntry, Page } from '@bellhop/contracts';
import { and, desc, eq, lt } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { Keyset, type PageQuery } from '../http/paging.js';
import { auditEntries } from './audit.schema.js';

const keyset = new Keyset(['uuid']);

/** Reads what {@link AuditLog} has written. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(orgId: string, { limit, after }: PageQuery): Promise<Page<AuditEntry>> {
    const [last] = keyset.read(after) ?? [];
    const rows = await this.database.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.orgId, orgId), last === undefined ? undefined : lt(auditEntries.entryId, last)))
      .orderBy(desc(auditEntries.entryId))
      .limit(limit + 1);
    return keyset.page(rows, limit, ({ entryId }) => [entryId], show);
  }
}

const show = ({ orgId: _, at, details, ...entry }: typeof auditEntries.$inferSelect): AuditEntry => ({
  ...entry,
  at: at.toISOString(),
  details: details === null ? null : JSON.stringify(details),
});
