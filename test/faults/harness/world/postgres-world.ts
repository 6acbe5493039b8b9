import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Schedule } from '../schedule.ts';
import type { Ground } from './ground.ts';
import { Instance } from './instance.ts';
import { LOG_QUERY, type LogRow, logsOf } from './log-reader.ts';
import { PostgresServer } from './postgres-server.ts';
import { TcpProxy } from './proxy.ts';
import { JWT_SECRET, type RunFolders } from './template.ts';
import { Lives, type RunClock, type World } from './world.ts';

const ATTEMPTS = 5;

/** Locks every table, the log’s last, as the server’s own transactions do. */
const LOCK_ALL = `do $$ declare t record; begin
  for t in select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'
    order by tablename like 'realtime%', tablename loop
    execute 'lock table ' || t.name || ' in access exclusive mode';
  end loop; end $$`;

/** Instances of the server on one PostgreSQL, each with a proxy in front and one to the database. */
export async function startPostgresWorld(
  { instances: count }: Schedule,
  { folder, disk, ioErrors, owned }: Ground,
  templates: RunFolders,
  clock: RunClock,
  plant: string | undefined,
): Promise<World> {
  const template = await templates.of('postgres');
  let primary = await PostgresServer.create(
    join(folder, disk ? 'disk/primary' : 'primary'),
    template,
    ioErrors?.variables,
  );
  let standby: PostgresServer | undefined;
  owned.defer(async () => {
    await primary.down();
    await standby?.down();
  });
  await primary.start();
  const links: TcpProxy[] = [];
  const instances: Instance[] = [];
  for (let number = 0; number < count; number += 1) {
    const link = owned.adopt(await TcpProxy.open(primary.port), (proxy) => proxy.close());
    links.push(link);
    const variables = {
      DATABASE_URL: PostgresServer.urlAt(link.port),
      JWT_SECRET,
      ...(plant !== undefined && { FAULTS_PLANT: plant }),
    };
    instances.push(owned.adopt(new Instance(await TcpProxy.open(0), variables), (instance) => instance.close()));
  }
  await Promise.all(instances.map((instance) => instance.start()));

  const lives = new Lives(clock);
  const readLogs = async () => logsOf((await primary.query<{ row: LogRow }>(LOG_QUERY)).map(({ row }) => row));
  const dump = join(primary.folder, 'backup.dump');

  /** One transaction, which also reads what the ending life has committed. */
  const restoreOnce = async (): Promise<void> => {
    const script = join(primary.folder, 'restore.sql');
    const log = join(primary.folder, 'log.txt');
    await primary.tool('pg_restore', ['--clean', '--if-exists', '--no-owner', '-f', script, dump]);
    const copy = `\\copy (${LOG_QUERY.replaceAll(/\s+/g, ' ')}) to '${log}' with (format csv, quote e'\\x01', delimiter e'\\x02')`;
    const connection = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'bellhop', '-d', 'postgres'];
    const steps = ['-c', LOCK_ALL, '-c', copy, '-f', script];
    await primary.tool('psql', ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', ...connection, ...steps]);
    const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
    lives.end(logsOf(lines.map((line) => JSON.parse(line) as LogRow)));
  };

  return {
    instances,
    ioErrors,
    disk,
    get lives() {
      return lives.all;
    },
    postgres: {
      get primary() {
        return primary;
      },
      links,
      follow: async () => {
        standby = await PostgresServer.follow(primary, join(folder, `standby-${lives.all.length}`));
        await standby.start();
      },
      detach: async () => {
        await standby?.query(`alter system set primary_conninfo = ''`);
        await standby?.query('select pg_reload_conf()');
        // The receiver ends once it has read the new setting.
        for (let receivers = 1; receivers > 0;) {
          const rows = (await standby?.query<{ n: string }>('select count(*) as n from pg_stat_wal_receiver')) ?? [];
          receivers = Number(rows[0]?.n ?? 0);
        }
      },
      promote: async () => {
        if (!standby) throw new Error('there is no standby');
        for (const link of links) {
          link.refuse(true);
          link.cut();
        }
        await primary.dropClients();
        lives.end(await readLogs());
        await primary.down();
        await standby.query('select pg_promote(true)');
        primary = standby;
        standby = undefined;
        for (const link of links) {
          link.leadTo(primary.port);
          link.refuse(false);
        }
      },
    },
    backup: () =>
      primary.tool('pg_dump', [
        '-h',
        '127.0.0.1',
        '-p',
        String(primary.port),
        '-U',
        'bellhop',
        '-Fc',
        '-f',
        dump,
        'postgres',
      ]),
    restore: async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await restoreOnce();
        } catch (error) {
          // The server’s transactions and this one may deadlock.
          if (attempt === ATTEMPTS || !/deadlock/.test(String(error))) throw error;
        }
      }
    },
    recover: () => primary.ensureRunning(),
    async end() {
      for (const instance of instances) await instance.down();
      await primary.ensureRunning().catch(() => undefined);
      lives.end(await readLogs());
      return lives.all;
    },
  };
}
