import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { LoggedEvent } from '../history.ts';
import type { Schedule } from '../schedule.ts';
import { copyFolder, moveFolder } from './folders.ts';
import type { Ground } from './ground.ts';
import { Instance } from './instance.ts';
import { LOG_QUERY, type LogRow, logsOf } from './log-reader.ts';
import { TcpProxy } from './proxy.ts';
import { JWT_SECRET, type RunFolders } from './template.ts';
import { Lives, type RunClock, type World } from './world.ts';

/** One instance of the server on its embedded database. */
export async function startEmbeddedWorld(
  _: Schedule,
  { folder, disk, ioErrors, owned }: Ground,
  templates: RunFolders,
  clock: RunClock,
  plant: string | undefined,
): Promise<World> {
  const place = join(folder, disk ? 'disk' : 'own');
  await mkdir(place, { recursive: true });
  const data = join(place, 'data');
  await copyFolder(join(await templates.of('embedded'), 'data'), data);
  const variables = {
    DATA_DIR: data,
    JWT_SECRET,
    ...ioErrors?.variables,
    ...(plant !== undefined && { FAULTS_PLANT: plant }),
  };
  const instance = owned.adopt(new Instance(await TcpProxy.open(0), variables), (started) => started.close());
  await instance.start();

  const lives = new Lives(clock);
  const backup = join(folder, 'backup');
  /** Folders of ended lives; read at the end, since each blocks the process for a second. */
  const ended: string[] = [];
  const begins: number[] = [0];

  return {
    instances: [instance],
    postgres: undefined,
    ioErrors,
    disk,
    get lives() {
      return lives.all;
    },
    async backup() {
      await instance.down('SIGTERM');
      await rm(backup, { recursive: true, force: true });
      await copyFolder(data, backup);
      await instance.start();
    },
    async restore() {
      await instance.down('SIGKILL');
      const old = join(folder, `life-${ended.length}`);
      await moveFolder(data, old);
      ended.push(old);
      await copyFolder(backup, data);
      begins.push(clock());
      await instance.start();
    },
    recover: () => Promise.resolve(),
    async end() {
      await instance.down('SIGTERM');
      const all = [];
      for (const [life, directory] of [...ended, data].entries()) {
        all.push({ began: begins[life] ?? 0, logs: await readLogs(directory) });
      }
      return all;
    },
  };
}

async function readLogs(directory: string): Promise<ReadonlyMap<string, readonly LoggedEvent[]>> {
  const database = await PGlite.create(join(directory, 'pg'));
  try {
    return logsOf((await database.query<{ row: LogRow }>(LOG_QUERY)).rows.map(({ row }) => row));
  } finally {
    await database.close();
  }
}
