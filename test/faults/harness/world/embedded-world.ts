import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { LoggedEvent } from '../history.ts';
import type { Schedule } from '../schedule.ts';
import { copyFolder, moveFolder } from './folders.ts';
import { prepareGround } from './ground.ts';
import { Instance } from './instance.ts';
import { LOG_QUERY, type LogRow, logsOf } from './log-reader.ts';
import { TcpProxy } from './proxy.ts';
import { JWT_SECRET, type Templates } from './template.ts';
import { Lives, type RunClock, type World } from './world.ts';

/** One instance of the server on its embedded database. */
export async function startEmbeddedWorld(
  schedule: Schedule,
  templates: Templates,
  clock: RunClock,
  plant: string | undefined,
): Promise<World> {
  const ground = await prepareGround(schedule, templates, 200);
  const { folder, disk, ioErrors } = ground;
  const place = join(folder, disk ? 'disk' : 'own');
  await mkdir(place, { recursive: true });
  const data = join(place, 'data');
  await copyFolder(join(await templates.of('embedded'), 'data'), data);
  const instance = new Instance(await TcpProxy.open(0), {
    DATA_DIR: data,
    JWT_SECRET,
    ...ioErrors?.variables,
    ...(plant !== undefined && { FAULTS_PLANT: plant }),
  });
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
    async close() {
      try {
        await instance.down('SIGTERM');
        await instance.proxy.close();
        const all = [];
        for (const [life, directory] of [...ended, data].entries()) {
          all.push({ began: begins[life] ?? 0, logs: await readLogs(directory) });
        }
        return all;
      } finally {
        await ground.remove();
      }
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
