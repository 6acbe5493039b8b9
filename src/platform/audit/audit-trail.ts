import { Injectable } from '@nestjs/common';
import type { AuditEntry, Page } from '@bellhop/protocol';
import { and, desc, eq, inArray, lt, notInArray } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { Keyset } from '../http/paging.js';
import type { AuditQuery } from './audit.query.js';
import { auditEntries } from './audit.schema.js';

const keyset = new Keyset(['uuid']);

/** Reads the entries of {@link AuditLog}. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(orgId: string, { limit, after, action, except }: AuditQuery): Promise<Page<AuditEntry>> {
    const [last] = keyset.read(after) ?? [];
    const rows = await this.database.db
      .select()
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.orgId, orgId),
          last === undefined ? undefined : lt(auditEntries.entryId, last),
          action === undefined ? undefined : inArray(auditEntries.action, action.split(',')),
          except === undefined ? undefined : notInArray(auditEntries.action, except.split(',')),
        ),
      )
      .orderBy(desc(auditEntries.entryId))
      .limit(limit + 1);
    return keyset.page(rows, limit, ({ entryId }) => [entryId], toResponse);
  }
}

const toResponse = ({ orgId: _, at, details, ...entry }: typeof auditEntries.$inferSelect): AuditEntry => ({
  ...entry,
  at: at.toISOString(),
  details: details === null ? null : JSON.stringify(details),
});
