import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inProject } from '../../../../../tools/lib/project.mjs';
import { SERVER_FLAGS } from '../../../../../tools/lib/server-process.mjs';
import type { CpuProfile } from '../../measure/cpu-profile.ts';
import { HttpClient } from '../http-client.ts';
import { freePort, PinnedProcess } from '../pinned-process.ts';
import type { StreamPlace, StreamServer } from '../stream-server.ts';
import { type BenchDatabase, JWT_SECRET } from './bench-database.ts';
import { Hints } from './hinting.ts';
import { ephemeralOf, findPublishing, PublishApi, type Publishing, taskDeleted } from './publishing.ts';
import { signIn } from './sign-in.ts';
import { type SignedInTenant, STREAMS_PER_USER } from './tenants.ts';

export const BELLHOP = 'Bellhop';

const HINTS = fileURLToPath(new URL('./hints.ts', import.meta.url));
const PUBLISHING_CONNECTIONS = 16;

/** Bellhop’s production build: every guard, the event log over PGlite, a log line per request. */
export interface BellhopServer extends StreamServer {
  readonly tenants: readonly SignedInTenant[];
  readonly publishing: Publishing;
  readonly client: HttpClient;
  readonly pid: number;
  /** Samples its main thread while `work` runs. */
  profile<T>(work: () => Promise<T>): Promise<{ readonly profile: CpuProfile; readonly result: T }>;
}

export interface BellhopOptions {
  /**
   * How events get in: through its publishing API or a domain’s write, with a transaction; through its publishing API
   * without being stored; or as hints of events that another instance committed.
   * @default 'published'
   */
  readonly events?: 'published' | 'ephemeral' | 'hinted';
  /**
   * Whether streams bypass Node’s sockets, where that part is compiled.
   * @default true
   */
  readonly nativeWrites?: boolean;
  /** @default Bellhop */
  readonly name?: string;
}

/** Starts the server on `database`, which remains when it stops. */
export async function startBellhop(
  database: BenchDatabase,
  { events: way = 'published', nativeWrites = true, name = BELLHOP }: BellhopOptions = {},
): Promise<BellhopServer> {
  const port = await freePort();
  const { DATABASE_URL: _theirs, REDIS_URL: _alsoTheirs, ...environment } = process.env;
  const isHinted = way === 'hinted';
  const flags = [...SERVER_FLAGS, ...(isHinted ? ['--import', HINTS] : [])];
  const child = await PinnedProcess.start(process.execPath, [...flags, inProject('dist/main.js')], {
    port,
    ipc: isHinted,
    isNode: true,
    env: {
      ...environment,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(database.folder, 'data'),
      JWT_SECRET,
      DEMO: 'false',
      // All load comes from one address and a few users: counted as usual, but never refused.
      RATE_LIMIT_FACTOR: '1000000',
      REALTIME_MAX_STREAMS_PER_USER: '1000000',
      REALTIME_MAX_STREAMS_PER_ORG: '1000000',
      MAX_CONNECTIONS: '1000000',
      MAX_CONNECTIONS_PER_ADDRESS: '1000000',
      REALTIME_NATIVE_WRITES: nativeWrites ? 'on' : 'off',
      ...(database.url !== undefined && { DATABASE_URL: database.url }),
    },
  });
  const tenants = await signIn(database.tenants);
  const client = new HttpClient(port, PUBLISHING_CONNECTIONS);
  const publishingOf = {
    published: () => findPublishing(client, tenants),
    ephemeral: () => new PublishApi(client, (tenant) => ephemeralOf(taskDeleted(tenant))),
    hinted: () => new Hints(child),
  };
  const publishing = await publishingOf[way]();
  const tenantOf = (org: number) => {
    const tenant = tenants[org];
    if (!tenant) throw new Error(`the benchmark's database has no org ${org}`);
    return tenant;
  };
  return {
    name,
    port,
    tenants,
    pid: child.pid,
    pids: [child.pid],
    publishing,
    client,
    streamRequest: ({ org, index, gzip, cursor }: StreamPlace) => {
      const { tokens } = tenantOf(org);
      const token = tokens[Math.floor(index / STREAMS_PER_USER) % tokens.length] ?? '';
      const headers = [
        'GET /v2/realtime/stream HTTP/1.1',
        'host: 127.0.0.1',
        'accept: text/event-stream',
        `authorization: Bearer ${token}`,
        ...(gzip ? ['accept-encoding: gzip'] : []),
        ...(cursor === undefined ? [] : [`last-event-id: ${cursor}`]),
      ];
      return `${headers.join('\r\n')}\r\n\r\n`;
    },
    publish: (org, events) => publishing.publish(tenantOf(org), events),
    profile: (work) => child.profile(work),
    forceGc: () => child.forceGc(),
    stop: async () => {
      client.close();
      await child.stop();
    },
  };
}
