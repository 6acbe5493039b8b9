import type { Database } from '../database/database.js';
import { type Limiter, verdictOf } from './limiter.js';
import type { Policy, Verdict } from './policy.js';

/** Unlogged: a crash of the database loses only some minutes of counts. `expire`: Unix ms, by the database's clock. */
export const RATE_LIMITS_SCHEMA = `create unlogged table if not exists rate_limits (
  key text primary key, points integer not null default 0, expire bigint)`;

const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
/**
 * A window ends later than one that begins now only if the clock was set back since. `NOW` is `clock_timestamp()`, not the
 * statement's start: the statement may have waited for the row.
 */
const IS_OVER = `(r.expire <= ${NOW} or r.expire > ${NOW} + $3::bigint)`;

/** `$1` key, `$2` points, `$3` window length in milliseconds. */
const TAKE = `
  insert into rate_limits as r (key, points, expire) values ($1, $2, ${NOW} + $3::bigint)
  on conflict (key) do update set
    points = case when ${IS_OVER} then excluded.points else r.points + excluded.points end,
    expire = case when ${IS_OVER} then excluded.expire else r.expire end
  returning points, expire - ${NOW} as left`;

/** `$1` key. */
const GIVE_BACK = `update rate_limits set points = points - 1 where key = $1 and points > 0 and expire > ${NOW}`;

export const FORGET_OVER = `delete from rate_limits where expire < ${NOW}`;

/**
 * Counts in the database for all instances, by the database's clock, and in a fallback limiter while the database does not
 * respond. A window begins with its first point.
 */
export class SharedLimiter implements Limiter {
  constructor(
    readonly policy: Policy,
    private readonly database: Pick<Database, 'query'>,
    private readonly meanwhile: Limiter,
  ) {}

  async take(key: string, points = 1): Promise<Verdict> {
    const params = [this.#name(key), points, this.policy.seconds * 1_000];
    try {
      const [row] = await this.database.query<{ points: number; left: string | number }>(TAKE, params);
      return verdictOf(this.policy, row?.points ?? points, Number(row?.left ?? 0));
    } catch {
      return this.meanwhile.take(key, points);
    }
  }

  async giveBack(key: string): Promise<void> {
    try {
      await this.database.query(GIVE_BACK, [this.#name(key)]);
    } catch {
      await this.meanwhile.giveBack(key);
    }
  }

  #name(key: string): string {
    return `${this.policy.name}:${key}`;
  }
}
