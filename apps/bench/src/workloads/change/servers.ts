import { StreamPool } from '../../load/stream-pool.ts';
import { until } from '../../measure/until.ts';
import { EMBEDDED, ON_POSTGRES } from '../../report/change-metrics.ts';
import { makeBareDatabase } from '../../servers/bare/bare-database.ts';
import { startBare } from '../../servers/bare/bare.ts';
import { startOnCopy } from '../../servers/bellhop/bellhop-kind.ts';
import { type BellhopServer, startBellhop } from '../../servers/bellhop/bellhop.ts';
import { BenchDatabase } from '../../servers/bellhop/bench-database.ts';
import { PublishApi } from '../../servers/bellhop/publishing.ts';
import { type SignedInTenant, STREAMS_PER_USER, type Tenant } from '../../servers/bellhop/tenants.ts';
import { PrivatePostgres } from '../../servers/private-postgres.ts';
import type { StreamPlace, StreamServer } from '../../servers/stream-server.ts';

/** Number of orgs with streams, and of orgs without. */
export const ORGS = 50;
/** Users per org, each with one stream. */
export const PEOPLE = 5;
/** Users of the crowd’s org: the first one in PostgreSQL. */
const CROWD_PEOPLE = 20;
/** In the database of the other workloads: after the two big orgs. */
const FIRST_EMBEDDED = 2;
const SETTLE_LIMIT_MS = 30_000;
const KEY_REQUESTS = 8;

/** A server with orgs that have streams and orgs that have none. */
export interface Side<T extends Tenant = Tenant> {
  readonly server: StreamServer;
  /** Orgs with five open streams each. */
  readonly read: readonly T[];
  readonly unread: readonly T[];
  /** The streams of these orgs, one per user. */
  readonly places: readonly StreamPlace[];
  readonly pool: StreamPool;
}

export interface BellhopSide extends Side<SignedInTenant> {
  readonly server: BellhopServer;
  /** API keys by org. */
  readonly keys: ReadonlyMap<string, string>;
}

/** All servers of the section, running at once: those not measured are idle. */
export interface ChangeServers {
  readonly postgres: PrivatePostgres;
  readonly bellhop: BellhopSide;
  readonly embedded: BellhopSide;
  readonly bare: Side;
  /** The crowd’s org. */
  readonly crowded: SignedInTenant;
  stop(): Promise<void>;
}

/** @param shared database with orgs for the embedded server */
export async function startServers(shared: BenchDatabase, say: (progress: string) => void): Promise<ChangeServers> {
  const cleanUps: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    say('start PostgreSQL');
    const postgres = await PrivatePostgres.start();
    cleanUps.push(() => postgres.stop());
    const people = [CROWD_PEOPLE, ...Array.from({ length: 2 * ORGS }, () => PEOPLE)];
    const database = await BenchDatabase.make(people, 0, postgres.url);
    cleanUps.push(() => database.remove());
    const bareUrl = await makeBareDatabase(postgres.url, database.tenants);
    say('start the servers');
    const onPostgres = await startBellhop(database, { name: ON_POSTGRES });
    cleanUps.push(() => onPostgres.stop());
    const inFile = await startOnCopy(shared, { name: EMBEDDED });
    cleanUps.push(() => inFile.stop());
    const fastify = await startBare(bareUrl, database.tenants);
    cleanUps.push(() => fastify.stop());
    say('open streams');
    const bellhop = await bellhopSide(onPostgres, 1);
    const embedded = await bellhopSide(inFile, FIRST_EMBEDDED);
    const bare = await sideOf(fastify, database.tenants, 1);
    cleanUps.push(() => [bellhop, embedded, bare].forEach(({ pool }) => pool.close()));
    const [crowded] = onPostgres.tenants;
    if (!crowded) throw new Error('there is no org for the crowd');
    return { postgres, bellhop, embedded, bare, crowded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bellhopSide(server: BellhopServer, first: number): Promise<BellhopSide> {
  const side = await sideOf(server, server.tenants, first);
  const api = new PublishApi(server.client);
  const tenants = [...side.read, ...side.unread];
  const keys = new Map<string, string>();
  const rest = [...tenants];
  const makeRest = async (): Promise<void> => {
    for (let tenant = rest.pop(); tenant; tenant = rest.pop()) keys.set(tenant.orgId, await api.keyOf(tenant));
  };
  await Promise.all(Array.from({ length: KEY_REQUESTS }, makeRest));
  return { ...side, server, keys };
}

async function sideOf<T extends Tenant>(server: StreamServer, tenants: readonly T[], first: number): Promise<Side<T>> {
  const places = Array.from({ length: ORGS * PEOPLE }, (_, place) => ({
    org: first + (place % ORGS),
    index: Math.floor(place / ORGS) * STREAMS_PER_USER,
  }));
  return {
    server,
    places,
    pool: await StreamPool.open(server, places),
    read: tenants.slice(first, first + ORGS),
    unread: tenants.slice(first + ORGS, first + 2 * ORGS),
  };
}

/**
 * Watches a side’s streams from now on.
 * @param raises events per request
 * @returns waits until the streams have the events of a number of requests
 */
export function arrivals({ server, pool }: Side, raises: number): (requests: number) => Promise<void> {
  const before = pool.received;
  return (requests) => {
    const due = before + requests * raises * PEOPLE;
    return until(
      () => pool.received >= due,
      SETTLE_LIMIT_MS,
      () => `${server.name}: ${due - pool.received} deliveries to come (${pool.lost} streams lost)`,
    );
  };
}
