import { createHash } from 'node:crypto';
import { databaseTime } from '../log/database-time.js';
import { installSchema } from '../log/install-schema.js';
import type { SqlConnection } from '../log/sql-connection.js';
import type { Clock } from '../time/clock.js';
import type { SessionCursors } from './session-cursors.js';

const SCHEMA: readonly string[] = [
  `create table if not exists realtime_session_cursors (
     session_id text not null,
     view text not null,
     seq bigint not null,
     kept_at bigint not null,
     primary key (session_id, view)
   ) with (fillfactor = 50)`,
  `create index if not exists realtime_session_cursors_kept_at on realtime_session_cursors (kept_at)`,
  // The cursor replaces the bare seq: it proves its history. Rows from before the change get a cursor without a mark.
  `alter table realtime_session_cursors add column if not exists cursor text, alter column seq drop not null`,
  `do $$ begin
     if to_regclass('realtime_log') is not null then
       update realtime_session_cursors set cursor = (select epoch from realtime_log) || '.' || seq where cursor is null;
     end if;
   end $$`,
];

/** Cursors in the database: they survive a restart and are shared by all instances. */
export class SqlSessionCursors<Tx> implements SessionCursors {
  /** @param clock measures the age of cursors. @default the database's clock, the same for all instances */
  constructor(
    private readonly connection: SqlConnection<Tx>,
    private readonly clock?: Pick<Clock, 'now'>,
  ) {}

  open(): Promise<void> {
    return installSchema(this.connection, 'session-cursors', SCHEMA);
  }

  async find(sessionId: string, viewKey: string): Promise<string | undefined> {
    const [row] = await this.connection.query<{ cursor: string | null }>(
      'select cursor from realtime_session_cursors where session_id = $1 and view = $2',
      [sessionId, digest(viewKey)],
    );
    return row?.cursor ?? undefined;
  }

  async keep(sessionId: string, viewKey: string, cursor: string): Promise<void> {
    await this.connection.query(
      `insert into realtime_session_cursors (session_id, view, cursor, kept_at) values ($1, $2, $3, ${databaseTime(4)})
       on conflict (session_id, view) do update set cursor = excluded.cursor, kept_at = excluded.kept_at`,
      [sessionId, digest(viewKey), cursor, this.#now()],
    );
  }

  async expire(ageMs: number): Promise<void> {
    await this.connection.query(
      `delete from realtime_session_cursors where kept_at < ${databaseTime(2)} - $1::bigint`,
      [ageMs, this.#now()],
    );
  }

  #now(): number | null {
    return this.clock?.now() ?? null;
  }
}

/** A view's key lists its properties, which can be many. */
const digest = (viewKey: string): string => createHash('sha256').update(viewKey).digest('base64url');
