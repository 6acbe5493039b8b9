import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';
import { type DrizzleSnapshotJSON, generateDrizzleJson, generateMigration } from 'drizzle-kit/api';

const SRC = resolve(import.meta.dirname, '../../src');
const META = join(SRC, 'platform/database/migrations/meta');

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(META, name), 'utf8'));

/** Everything exported by the schema files. */
async function described(): Promise<Record<string, unknown>> {
  const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.schema.ts'));
  const modules = await Promise.all(
    paths.sort().map((path) => import(pathToFileURL(join(SRC, path)).href) as Promise<object>),
  );
  return Object.assign({}, ...modules) as Record<string, unknown>;
}

it('the migrations create the tables in the schema files', async () => {
  const { entries } = readJson('_journal.json') as { entries: { idx: number }[] };
  const last = String(entries.at(-1)?.idx).padStart(4, '0');
  const made = readJson(`${last}_snapshot.json`) as DrizzleSnapshotJSON;
  // `npx drizzle-kit generate --name <what-changes>` writes a missing migration.
  expect(await generateMigration(made, generateDrizzleJson(await described()))).toEqual([]);
});
