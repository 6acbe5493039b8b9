/** One org of the benchmark's own database, and who is signed in there. */
export interface Tenant {
  readonly orgId: string;
  readonly propertyId: string;
  /** Sessions, each of a user of its own; the users are owners. */
  readonly sessions: readonly BenchSession[];
}

export interface BenchSession {
  readonly orgId: string;
  readonly userId: string;
  readonly sessionId: string;
}

/** One whose users have just refreshed. */
export interface SignedInTenant extends Tenant {
  /** Access tokens, one of each session, in their order. */
  readonly tokens: readonly string[];
}

/** How many streams one user holds at most: below `REALTIME_MAX_STREAMS_PER_USER`. */
export const STREAMS_PER_USER = 10;

/** From this one on there are 100 orgs that no workload streams in. */
export const QUIET_ORG = 100;

/** The orgs of most workloads, by the number of users signed in: the first two are the big ones. */
export const TENANTS: readonly number[] = Array.from({ length: 2 * QUIET_ORG }, (_, org) =>
  org < 2 ? 100 : org < QUIET_ORG ? 10 : 1,
);

/** What {@link file://./database-program.ts} is asked to do. */
export type DatabaseTask =
  | {
      /** Fills an empty database and writes {@link Tenant}s to `answer`. */
      readonly do: 'seed';
      readonly usersPerOrg: readonly number[];
      /** Orgs that exist beside those, each with events in its past and nobody signed in. */
      readonly quietOrgs: number;
    }
  | {
      /** Appends events to each org's log, as if committed while nobody was connected. */
      readonly do: 'append';
      readonly orgIds: readonly string[];
      readonly eventsPerOrg: number;
    }
  | {
      /** Writes the log's size to `answer`. */
      readonly do: 'weigh-log';
    };

export interface DatabaseJob {
  readonly database: { readonly directory: string } | { readonly url: string };
  readonly task: DatabaseTask;
  /** File for the answer, as JSON. */
  readonly answer: string;
}

export interface LogWeight {
  readonly events: number;
  /** Table and indexes. */
  readonly bytes: number;
}
