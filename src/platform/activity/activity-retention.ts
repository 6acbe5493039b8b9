import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Settings, SETTINGS } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Schedule } from '../schedule/schedule.js';

const HOUR_MS = 3_600_000;
/** Organisations looked at by one statement. */
const ORGS = 500;
/** Entries deleted by one statement: it holds its locks for milliseconds, and replicas keep up. */
const BATCH = 1_000;
/** Statements that delete, per run: the rest waits for the next one. */
const MOST_BATCHES = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * The organisations after `$1`, `$2` at most. It jumps from one to the next in the primary key, whose first column they are, so it
 * reads a row of each; without an index on time alone, which each write of a row would pay for.
 */
const NEXT_ORGS = `
  with recursive org (org_id) as (
    (select org_id from activity where org_id > $1::uuid order by org_id limit 1)
    union all
    select (select a.org_id from activity as a where a.org_id > org.org_id order by a.org_id limit 1) from org
    where org.org_id is not null
  )
  select org_id as "orgId" from org where org_id is not null limit $2`;

/** `$1` organisations, `$2` days, `$3` entries at most. */
const ERASE = `
  delete from activity where ctid = any(array(
    select expired.ctid from unnest($1::uuid[]) as org (org_id) cross join lateral (
      select a.ctid from activity as a
      where a.org_id = org.org_id and a.at < now() - $2::int * interval '1 day' order by a.at limit $3::int
    ) as expired limit $3::int
  )) returning 1`;

/** Every hour, erases entries of the activity log that are older than the settings keep them; the database's clock decides. */
@Injectable()
export class ActivityRetention implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly schedule: Schedule,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'activityDays'>,
  ) {}

  onModuleInit(): void {
    this.schedule.add({ name: 'old-activity', periodMs: HOUR_MS, run: () => this.erase() });
  }

  async erase(): Promise<void> {
    let batches = 0;
    for (let last = FIRST; batches < MOST_BATCHES;) {
      const orgs = await this.database.query<{ orgId: string }>(NEXT_ORGS, [last, ORGS]);
      const ids = orgs.map(({ orgId }) => orgId);
      const end = ids.at(-1);
      if (end === undefined) return;
      for (let erased = BATCH; erased === BATCH && batches < MOST_BATCHES; batches += 1) {
        erased = (await this.database.query(ERASE, [ids, this.settings.activityDays, BATCH])).length;
      }
      last = end;
    }
  }
}
