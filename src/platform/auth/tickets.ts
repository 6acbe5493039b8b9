import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Ticket } from '@bellhop/protocol';
import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { databaseNow, databaseTimeIn } from '../database/database-time.js';
import { exactlyOne } from '../database/exactly-one.js';
import type { TokenSession } from './access-tokens.js';
import { sessions, tickets } from './auth.schema.js';

/** From `POST` to opening the stream: one round trip on a bad connection. */
const TICKET_LIFE_MS = 30_000;
const TICKET_BYTES = 32;

/**
 * Single-use substitutes for the access token, for an `EventSource`, which cannot send headers. URLs are logged, and tickets may
 * be. They expire by the database's clock.
 */
@Injectable()
export class Tickets {
  constructor(private readonly database: Database) {}

  async issue(sessionId: string): Promise<Ticket> {
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const { db } = this.database;
    await db.delete(tickets).where(lte(tickets.expiresAt, databaseNow));
    const issued = db.insert(tickets).values({
      ticketHash: hashOf(ticket),
      sessionId,
      expiresAt: databaseTimeIn(TICKET_LIFE_MS),
    });
    const { expiresAt } = exactlyOne(await issued.returning({ expiresAt: tickets.expiresAt }));
    return { ticket, expiresAt: expiresAt.getTime() };
  }

  /** Returns the ticket's session and deletes the ticket in the same statement, so that it cannot be used twice. */
  async redeem(ticket: string): Promise<Pick<TokenSession, 'orgId' | 'sessionId'> | undefined> {
    const [used] = await this.database.db
      .delete(tickets)
      .where(and(eq(tickets.ticketHash, hashOf(ticket)), gt(tickets.expiresAt, databaseNow)))
      .returning({
        sessionId: tickets.sessionId,
        // Drizzle omits table names in a delete, so the subquery qualifies its columns.
        orgId: sql<string>`(select s.org_id from ${sessions} s where s.session_id = "tickets"."session_id")`,
      });
    return used;
  }
}

const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');
