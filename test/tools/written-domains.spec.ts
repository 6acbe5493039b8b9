import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type * as Application from '../../src/create-app.js';
import { schematicArguments } from '../../tools/new-domain.mjs';
import type * as TestApplication from '../support/app.js';
import { CopiedTree } from '../support/copied-tree.js';
import { runDirectory } from '../support/made-once.js';
import type * as PreparedDatabase from '../support/prepared-database.js';
import { emptyDatabase } from '../support/prepared-database.js';

/** Covers what the guide’s example lacks: the other kinds of field and scope, a name of two words, no title. */
const LOST_ITEMS = [
  'foundAt:timestamp returnedAt:timestamp? kind:enum(bag,coat,other)? shelf:integer(-4..4)? fragile:boolean',
  'story:text(4000)? mark:text(2)? due:date until:date? reward:money fee:money?',
].join(' ');

/** Splits a command into words; quoted words count as one. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare);

const tree = new CopiedTree();
afterAll(() => tree.remove());

const guide = tree.read('docs/add-a-domain.md');
const examples = (kind: 'written' | 'yours') =>
  [...guide.matchAll(new RegExp(`\`\`\`ts ${kind} (\\S+)\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, path = '', text = '']) => ({ path, text }),
  );

const [, command = ''] = /^npm run new:domain -- (.*)$/m.exec(guide) ?? [];
const uncommitted = 'libs/hotel/src/index.ts';
tree.git('init', '--quiet');
tree.git('add', 'src', 'libs', 'apps/web/src');
tree.git('commit', '--quiet', '--message', 'as it is');
const own = tree.read(uncommitted);
tree.write(uncommitted, `${own}// Mine.\n`);
const refused = tree.newDomains(['--name=halls', '--fields=seats:integer']);
const afterRefusal = tree.git('status', '--porcelain', 'src', 'libs', 'apps/web/src').output;
tree.write(uncommitted, own);
// Without a repository, a second domain can be written on top of the uncommitted first.
rmSync(join(tree.root, '.git'), { recursive: true });
const written = tree.newDomains(
  ...[wordsOf(command), ['lost-items', '--fields', LOST_ITEMS, '--scope=org']].map(
    (words) => schematicArguments(words) ?? [],
  ),
);

describe('npm run new:domain', () => {
  it('writes nothing into a file with uncommitted changes', () => {
    expect(refused).toEqual({
      code: 1,
      output: `Error: Commit or stash your changes first: the domain adds lines to ${uncommitted}.\n`,
    });
    expect(afterRefusal).toBe(` M ${uncommitted}\n`);
  });

  it('writes the code in the guide', () => {
    expect(written.output).toContain('CREATE src/domains/rooms/rooms.module.ts');
    expect(written.output).toContain('CREATE src/domains/lost-items/lost-items.module.ts');
    expect(written.code).toBe(0);
    for (const { path, text } of examples('written')) expect(tree.read(path)).toContain(text);
    expect(examples('written')).not.toEqual([]);
  });
});

/** Loads from the copy, whose modules are not this project’s. */
const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(tree.root, path)).href) as Promise<T>;

// Databases with the new tables are for nobody else.
const shared = runDirectory();
beforeAll(async () => {
  await (await emptyDatabase()).close();
  process.env['BELLHOP_TEST_DIRECTORY'] = tree.root;
  copyFileSync(join(shared, 'empty.tar'), join(tree.root, 'empty.tar'));
});
afterAll(() => {
  process.env['BELLHOP_TEST_DIRECTORY'] = shared;
});

if (written.code === 0) {
  // Their tests run as tests of this file.
  for (const path of ['rooms/rooms', 'lost-items/lost-items']) await load(`src/domains/${path}.service.spec.ts`);
  await load('test/architecture/migrations.spec.ts');
}

describe('an application with the generated domains', () => {
  it('serves them with their demo rows', async () => {
    const { createApp } = await load<typeof Application>('src/create-app.ts');
    const { TEST_SETTINGS } = await load<typeof TestApplication>('test/support/app.ts');
    const { migratedDatabase } = await load<typeof PreparedDatabase>('test/support/prepared-database.ts');
    const app = await createApp({ settings: TEST_SETTINGS, openDriver: () => migratedDatabase() });
    try {
      const server = supertest(app.getHttpServer());
      const login = { email: 'staff@aurora.test', password: 'bellhop-demo' };
      const { accessToken } = (await server.post('/auth/login').send(login).expect(200)).body;
      const rowsOf = async (path: string) =>
        (await server.get(path).auth(accessToken, { type: 'bearer' }).expect(200)).body.items;
      expect(await rowsOf('/lost-items')).toHaveLength(8);
      const [{ propertyId, number, status, floor }, ...others] = await rowsOf('/rooms');
      expect(others).toHaveLength(7);
      const room = { propertyId, number, status, floor };
      const create = (body: object) => server.post('/rooms').auth(accessToken, { type: 'bearer' }).send(body);
      expect((await create(room).expect(201)).body).toMatchObject(room);
      await create({ ...room, floor: 81 }).expect(400);
    } finally {
      await app.close();
    }
  });

  it('compiles, with the guide’s examples in place', () => {
    for (const { path, text } of examples('yours')) tree.write(path, text);
    const spec = 'src/domains/rooms/rooms.service.spec.ts';
    const [, before = '', after = ''] = /\*\*In the spec\*\*, `(.*?)` becomes `(.*?)`/.exec(guide) ?? [];
    expect(tree.read(spec)).toContain(before);
    tree.write(spec, tree.read(spec).replace(before, after));
    expect(examples('yours')).not.toEqual([]);
    for (const [project, ...include] of [
      ['test', '../src/main.ts', '../src/domains/rooms/*', '../src/domains/lost-items/*'],
      ['apps/web', 'src/main.tsx', 'src/features/rooms/*', 'src/features/lost-items/*'],
    ] as const) {
      tree.write(`${project}/written.tsconfig.json`, JSON.stringify({ extends: './tsconfig.json', include }));
      expect(tree.compile(`${project}/written.tsconfig.json`)).toEqual({ code: 0, output: '' });
    }
  });
});
