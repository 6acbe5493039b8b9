import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { schematicArguments } from '../../tools/new-domain.mjs';
import type * as TestAppModule from '../support/app.js';
import { CopiedTree } from '../support/copied-tree.js';

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

if (written.code === 0) {
  // Their tests run as tests of this file.
  for (const path of ['rooms/rooms', 'lost-items/lost-items']) await load(`src/domains/${path}.service.spec.ts`);
  await load('test/architecture/migrations.spec.ts');
}

describe('an application with the generated domains', () => {
  it('serves them with their demo rows', async () => {
    const { createTestApp } = await load<typeof TestAppModule>('test/support/app.ts');
    const server = await createTestApp();
    try {
      const staff = await server.signIn('staff');
      for (const path of ['/rooms', '/lost-items']) {
        const { status, body } = await staff.call('get', path);
        expect([path, status, body.items.length]).toEqual([path, 200, 8]);
      }
      const { propertyId, number, status, floor } = (await staff.call('get', '/rooms')).body.items[0];
      const room = { propertyId, number, status, floor };
      expect((await staff.call('post', '/rooms', room)).body).toMatchObject(room);
      expect((await staff.call('post', '/rooms', { ...room, floor: 81 })).status).toBe(400);
    } finally {
      await server.close();
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
