import { afterEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import pg from 'pg';
import { startPostgres } from './postgres.js';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  // The tests take the server away under this connection.
  client.on('error', () => {});
  await client.connect();
  cleanUp.push(() => client.end().catch(() => {}));
  return client;
}

async function setting(client: pg.Client, name: 'data_directory' | 'fsync'): Promise<string> {
  const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
  return String(rows[0]?.[name]);
}

/** A process that starts a PostgreSQL, prints its URL and then waits. */
async function holderOfPostgres(): Promise<{ holder: ChildProcess; url: string }> {
  const module = resolve(import.meta.dirname, 'postgres.ts');
  const script = `import { startPostgres } from ${JSON.stringify(module)}; console.log((await startPostgres()).url);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  cleanUp.push(() => holder.kill('SIGKILL'));
  const [line] = (await once(holder.stdout, 'data')) as [Buffer];
  return { holder, url: line.toString().trim() };
}

async function removalOf(folder: string): Promise<void> {
  const watcher = watch(dirname(folder));
  while (existsSync(folder)) await once(watcher, 'change');
  watcher.close();
}

test('serves a database until it is stopped, and leaves nothing behind', async () => {
  const postgres = await startPostgres();
  cleanUp.push(() => postgres.stop());
  const client = await connect(postgres.url);
  expect((await client.query('SELECT 1 + 1 AS sum')).rows).toEqual([{ sum: 2 }]);
  expect(await setting(client, 'fsync')).toBe('off');
  const folder = dirname(await setting(client, 'data_directory'));

  await postgres.stop();
  await postgres.stop();

  expect(existsSync(folder)).toBe(false);
  await expect(new pg.Client(postgres.url).connect()).rejects.toThrow('ECONNREFUSED');
});

test('waits for the disk when asked to', async () => {
  const postgres = await startPostgres({ fsync: true });
  cleanUp.push(() => postgres.stop());
  expect(await setting(await connect(postgres.url), 'fsync')).toBe('on');
});

test('ends with the process that started it, even when that is killed', async () => {
  const { holder, url } = await holderOfPostgres();
  const client = await connect(url);
  const folder = dirname(await setting(client, 'data_directory'));
  const cut = new Promise<void>((settle) => client.once('end', settle));
  const removed = removalOf(folder);

  holder.kill('SIGKILL');

  await cut;
  await removed;
  expect(existsSync(folder)).toBe(false);
});
