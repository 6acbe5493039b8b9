import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Ticket } from '@bellhop/protocol';
import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { databaseNow, databaseTimeIn } from '../database/database-time.js';
import { only } from '../database/only.js';
import type { TokenSession } from './access-tokens.js';
import { sessions, tickets } from './auth.schema.js';

/** From `POST` to the opening of the stream: one round trip, on a bad line. */
const TICKET_LIFE_MS = 30_000;
const TICKET_BYTES = 32;

/**
 * Single-use stand-ins for the access token, for an `EventSource` that can send no header. URLs are logged: these may be. How
 * long they live goes by the database's clock.
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
    const { expiresAt } = only(await issued.returning({ expiresAt: tickets.expiresAt }));
    return { ticket, expiresAt: expiresAt.getTime() };
  }

  /** The session a ticket opens a stream for; it is used up by the same statement, so two at once cannot both have it. */
  async redeem(ticket: string): Promise<Pick<TokenSession, 'orgId' | 'sessionId'> | undefined> {
    const [used] = await this.database.db
      .delete(tickets)
      .where(and(eq(tickets.ticketHash, hashOf(ticket)), gt(tickets.expiresAt, databaseNow)))
      .returning({
        sessionId: tickets.sessionId,
        // Column names of a drizzle delete carry no table: the inner ones have to.
        orgId: sql<string>`(select s.org_id from ${sessions} s where s.session_id = "tickets"."session_id")`,
      });
    return used;
  }
}

const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');
