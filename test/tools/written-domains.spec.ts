import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type * as Application from '../../src/create-app.js';
import { catalogueProblems, inEnglish, readCatalogue } from '../../tools/lib/messages/catalogue.mjs';
import { schematicArguments } from '../../tools/new-domain.mjs';
import type * as TestApplication from '../support/app.js';
import { CopiedTree } from '../support/copied-tree.js';
import { runDirectory } from '../support/made-once.js';
import type * as PreparedDatabase from '../support/prepared-database.js';
import { emptyDatabase } from '../support/prepared-database.js';

/** Covers what the guide’s example lacks: the other kinds of field and scope, a name of two words, no title. */
const TEST_BELLS = [
  'foundAt:timestamp returnedAt:timestamp? kind:enum(bag,coat,other)? shelf:integer(-4..4)? fragile:boolean',
  'story:text(4000)? mark:text(2)? due:date until:date? reward:money fee:money?',
].join(' ');

/** Splits a command into words; quoted words count as one. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare);

const tree = new CopiedTree();
afterAll(() => tree.remove());

// Names that no application has: these tests must pass beside the guide’s own rooms.
const guide = tree.read('docs/add-a-domain.md').replaceAll('room', 'loom').replaceAll('Room', 'Loom');
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
const refused = tree.newDomains(['--name=spools', '--fields=seats:integer']);
const afterRefusal = tree.git('status', '--porcelain', 'src', 'libs', 'apps/web/src').output;
tree.write(uncommitted, own);
// Without a repository, a second domain can be written on top of the uncommitted first.
rmSync(join(tree.root, '.git'), { recursive: true });
const written = tree.newDomains(
  ...[wordsOf(command), ['test-bells', '--fields', TEST_BELLS, '--scope=org']].map(
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
    expect(written.output).toContain('CREATE src/domains/looms/looms.module.ts');
    expect(written.output).toContain('CREATE src/domains/test-bells/test-bells.module.ts');
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
  for (const path of ['looms/looms', 'test-bells/test-bells']) await load(`src/domains/${path}.service.spec.ts`);
  await load('test/architecture/migrations.spec.ts');
}

describe('the messages of the generated domains', () => {
  it('are there in every language, in its plural forms', () => {
    const catalogue = readCatalogue(join(tree.root, 'libs/hotel/messages'));
    expect(catalogueProblems(catalogue, (language) => (language === 'pt' ? 'pt-PT' : language))).toEqual([]);
    expect(catalogue.get('en')?.get('rows')).toMatchObject({
      'loom.field.floor': 'Floor',
      'loom.value.status.clean': 'Clean',
    });
    expect(catalogue.get('ar')?.get('rows')).toMatchObject({ 'testBell.count_few': '{{count}} test bells' });
  });

  it('are told to be untranslated', () => {
    // This application may have other generated domains.
    const untranslated = inEnglish(readCatalogue(join(tree.root, 'libs/hotel/messages')));
    expect(untranslated.filter((problem) => /\b(loom|testBell)\b/.test(problem))).toEqual(
      ['rows: loom', 'rows: testBell'].map((block) => expect.stringContaining(block)),
    );
  });
});

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
      expect(await rowsOf('/test-bells')).toHaveLength(8);
      const [{ propertyId, number, status, floor }, ...others] = await rowsOf('/looms');
      expect(others).toHaveLength(7);
      const loom = { propertyId, number, status, floor };
      const create = (body: object) => server.post('/looms').auth(accessToken, { type: 'bearer' }).send(body);
      expect((await create(loom).expect(201)).body).toMatchObject(loom);
      await create({ ...loom, floor: 81 }).expect(400);
    } finally {
      await app.close();
    }
  });

  it('compiles, with the guide’s examples in place', () => {
    for (const { path, text } of examples('yours')) tree.write(path, text);
    const spec = 'src/domains/looms/looms.service.spec.ts';
    const [, before = '', after = ''] = /\*\*In the spec\*\*, `(.*?)` becomes `(.*?)`/.exec(guide) ?? [];
    expect(tree.read(spec)).toContain(before);
    tree.write(spec, tree.read(spec).replace(before, after));
    expect(examples('yours')).not.toEqual([]);
    for (const [project, ...include] of [
      ['test', '../src/main.ts', '../src/domains/looms/*', '../src/domains/test-bells/*'],
      ['apps/web', 'src/main.tsx', 'src/**/*.d.ts', 'src/features/looms/*', 'src/features/test-bells/*'],
    ] as const) {
      tree.write(`${project}/written.tsconfig.json`, JSON.stringify({ extends: './tsconfig.json', include }));
      expect(tree.compile(`${project}/written.tsconfig.json`)).toEqual({ code: 0, output: '' });
    }
  });
});
