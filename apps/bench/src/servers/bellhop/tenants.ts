/** One org of the benchmark’s database with its sessions. */
export interface Tenant {
  readonly orgId: string;
  readonly propertyId: string;
  /** Sessions of different users, all owners. */
  readonly sessions: readonly BenchSession[];
}

export interface BenchSession {
  readonly orgId: string;
  readonly userId: string;
  readonly sessionId: string;
}

/** A tenant with fresh access tokens. */
export interface SignedInTenant extends Tenant {
  /** Access tokens, one per session, in the same order. */
  readonly tokens: readonly string[];
}

/** Maximum streams per user: below `REALTIME_MAX_STREAMS_PER_USER`. */
export const STREAMS_PER_USER = 10;

/** Index of the first of 100 orgs that no workload streams in. */
export const QUIET_ORG = 100;

/** Number of users per org in most workloads: the first two are the big ones. */
export const TENANTS: readonly number[] = Array.from({ length: 2 * QUIET_ORG }, (_, org) =>
  org < 2 ? 100 : org < QUIET_ORG ? 10 : 1,
);

/** A task for {@link file://./database-program.ts}. */
export type DatabaseTask =
  | {
      /** Fills an empty database and writes {@link Tenant}s to `answer`. */
      readonly do: 'seed';
      readonly usersPerOrg: readonly number[];
      /** Additional orgs, each with past events and without sessions. */
      readonly quietOrgs: number;
    }
  | {
      /** Appends events to each org’s log, as if committed while no one was connected. */
      readonly do: 'append';
      readonly orgIds: readonly string[];
      readonly eventsPerOrg: number;
    }
  | {
      /** Writes the log’s size to `answer`. */
      readonly do: 'weigh-log';
    };

export interface DatabaseJob {
  readonly database: { readonly directory: string } | { readonly url: string };
  readonly task: DatabaseTask;
  /** File for the answer as JSON. */
  readonly answer: string;
}

export interface LogWeight {
  readonly events: number;
  /** Table and indexes. */
  readonly bytes: number;
}
