import { Injectable, type StreamableFile } from '@nestjs/common';
import type { AuditEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { and, desc, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { Database } from '../database/database.js';
import { csvFile } from '../http/csv-file.js';
import { Keyset } from '../http/paging.js';
import { partsThatFit } from './audit.conditions.js';
import { cellsOf, CSV_HEADER } from './audit-csv.js';
import type { AuditFilters, AuditQuery } from './audit.query.js';
import { auditEntries } from './audit.schema.js';

const keyset = new Keyset(['instant', 'uuid']);
const NEWEST_FIRST = [desc(auditEntries.at), desc(auditEntries.entryId)] as const;

type Last = Pick<AuditEntry, 'at' | 'entryId'>;

/** Reads the entries of {@link AuditLog}. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(orgId: string, { limit, after, ...filters }: AuditQuery): Promise<Page<AuditEntry>> {
    const [at, entryId] = keyset.read(after) ?? [];
    const last = at !== undefined && entryId !== undefined ? { at, entryId } : undefined;
    const entries = await this.#newest(orgId, filters, limit + 1, last);
    return keyset.page(entries, limit, (entry) => [entry.at, entry.entryId]);
  }

  export(orgId: string, filters: AuditFilters): StreamableFile {
    return csvFile('audit', CSV_HEADER, {
      cellsOf,
      page: (limit, last: AuditEntry | undefined) => this.#newest(orgId, filters, limit, last),
    });
  }

  /** Each part gives its newest entries from its index, and the newest of those are the newest of all. */
  async #newest(orgId: string, filters: AuditFilters, limit: number, last: Last | undefined): Promise<AuditEntry[]> {
    const { at, entryId } = auditEntries;
    const isAfter = last && sql`(${at}, ${entryId}) < (${last.at}::timestamptz, ${last.entryId}::uuid)`;
    const [first, second, ...others] = partsThatFit(orgId, filters).map((part) =>
      this.#part(and(part, isAfter), limit),
    );
    if (!first) return [];
    const rows = await (second
      ? unionAll(first, second, ...others)
          .orderBy(...NEWEST_FIRST)
          .limit(limit)
      : first);
    return rows.map(toResponse);
  }

  #part(condition: SQL | undefined, limit: number) {
    return this.database.db
      .select()
      .from(auditEntries)
      .where(condition)
      .orderBy(...NEWEST_FIRST)
      .limit(limit);
  }
}

const toResponse = ({ orgId: _, at, details, ...entry }: typeof auditEntries.$inferSelect): AuditEntry => ({
  ...entry,
  at: at.toISOString(),
  details: details === null ? null : JSON.stringify(details),
});
