import {
  BARE,
  BATCH,
  DURABLE,
  EPHEMERAL,
  LIST_1,
  LIST_50,
  ONE_STATEMENT,
  POST_TASK,
  REFUSED,
} from '../../report/change-metrics.ts';
import type { SignedInTenant, Tenant } from '../../servers/bellhop/tenants.ts';
import { type Ask, asPerson, bareGet, barePost, barePublish, plain, postTask, publish, refusedTask } from './asks.ts';
import { ask, type Contender, type Row } from './row.ts';
import { arrivals, type ChangeServers, type Side } from './servers.ts';

const BATCH_EVENTS = 100;
/** Number of orgs with lists; each has more tasks than the longest list. */
const LISTED_ORGS = 10;
const LISTED_TASKS = 60;

/** The rows in the order of the report. */
export function rowsOf(servers: ChangeServers): readonly Row[] {
  const { bellhop, embedded, bare } = servers;
  const databasePids = () => servers.postgres.pids;
  const onPostgres = (what: Ask<SignedInTenant>): Contender => ({
    ...contender(bellhop, bellhop.server.name, what),
    databasePids,
  });
  const inFile = (what: Ask<SignedInTenant>) => contender(embedded, embedded.server.name, what);
  const reference = (name: string, what: Ask<Tenant>): Contender => ({ ...contender(bare, name, what), databasePids });
  const list = (name: string, title: string, limit: number): Row => ({
    name,
    title,
    prepare: async () => {
      await ask(onPostgres(fewOrgs(postTask)), { requests: LISTED_ORGS * LISTED_TASKS });
      await ask(reference(BARE, fewOrgs(barePost('/one/tasks'))), { requests: LISTED_ORGS * LISTED_TASKS });
    },
    contenders: [
      onPostgres(fewOrgs(asPerson(`/tasks?limit=${limit}`))),
      reference(BARE, fewOrgs(bareGet(`/tasks?limit=${limit}`))),
    ],
  });
  return [
    {
      name: 'post',
      title: POST_TASK,
      throughput: true,
      contenders: [
        onPostgres(postTask),
        reference(BARE, barePost('/three/tasks')),
        reference(ONE_STATEMENT, barePost('/one/tasks')),
        inFile(postTask),
      ],
    },
    { name: 'refused', title: REFUSED, contenders: [onPostgres(refusedTask)] },
    { name: 'me', title: 'GET /auth/me', contenders: [onPostgres(asPerson('/auth/me'))] },
    {
      name: 'constant',
      title: 'GET /health/live, of a constant',
      contenders: [onPostgres(plain('/health/live')), reference(BARE, plain('/constant'))],
    },
    list('list', LIST_50, 50),
    list('list-1', LIST_1, 1),
    {
      name: 'ephemeral',
      title: EPHEMERAL,
      contenders: [onPostgres(publish(bellhop, { durable: false })), reference(BARE, barePublish('/signals'))],
    },
    {
      name: 'event',
      title: DURABLE,
      contenders: [onPostgres(publish(bellhop)), reference(BARE, barePublish('/events')), inFile(publish(embedded))],
    },
    {
      name: 'batch',
      title: BATCH,
      events: BATCH_EVENTS,
      contenders: [
        onPostgres(publish(bellhop, { events: BATCH_EVENTS })),
        reference(BARE, barePublish('/events', BATCH_EVENTS)),
      ],
    },
  ];
}

const fewOrgs = <T extends Tenant>(what: Ask<T>): Ask<T> => ({ ...what, orgs: LISTED_ORGS });

function contender<T extends Tenant>(side: Side<T>, server: string, what: Ask<T>): Contender {
  const { of, status, raises = 0, unread = false, orgs = Infinity } = what;
  const makers = (unread ? side.unread : side.read).slice(0, orgs).map(of);
  return {
    server,
    port: side.server.port,
    pids: side.server.pids,
    status,
    request: (turn) => (makers[turn % makers.length] as (typeof makers)[number])(Math.floor(turn / makers.length)),
    ...(raises > 0 && { watch: () => arrivals(side, raises) }),
  };
}
