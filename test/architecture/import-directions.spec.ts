import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkFloors, checkImports, type ImportCheck } from './import-check.js';
import { PlantedTree } from './planted-tree.js';

/** Rule, importing file, imported module. */
const FORBIDDEN: readonly (readonly [rule: string, from: string, imported: string])[] = [
  ['protocol-imports-nothing', 'libs/protocol/src/a.ts', 'rxjs'],
  ['protocol-imports-nothing', 'libs/protocol/src/b.ts', 'node:crypto'],
  ['protocol-imports-nothing', 'libs/protocol/src/c.ts', '@bellhop/realtime'],
  ['realtime-imports-protocol-nest-rxjs', 'libs/realtime/src/a.ts', 'pg'],
  ['realtime-imports-protocol-nest-rxjs', 'libs/realtime/src/b.ts', '@bellhop/client'],
  ['realtime-takes-types-from-fastify', 'libs/realtime/src/c.ts', 'fastify'],
  ['channels-know-no-framework', 'libs/realtime/src/channels/a.ts', '@nestjs/common'],
  ['channels-know-no-framework', 'libs/realtime/src/channels/b.ts', 'node:http'],
  ['channels-know-no-framework', 'libs/realtime/src/channels/c.ts', '../http/sse-handler.js'],
  ['realtime-module-is-the-roof', 'libs/realtime/src/http/b.ts', '../realtime.module.js'],
  ['client-imports-protocol', 'libs/client/src/a.ts', 'react'],
  ['client-imports-protocol', 'libs/client/src/b.ts', '@bellhop/react'],
  ['react-imports-client-protocol-query', 'libs/react/src/a.ts', '@bellhop/realtime'],
  ['react-imports-client-protocol-query', 'libs/react/src/b.ts', 'rxjs'],
  ['hotel-imports-protocol', 'libs/hotel/src/a.ts', '@bellhop/realtime'],
  ['hotel-imports-protocol', 'libs/hotel/src/b.ts', 'rxjs'],
  ['libs-import-no-hotel', 'libs/client/src/d.ts', '@bellhop/hotel'],
  ['libs-import-no-hotel', 'libs/react/src/c.spec.ts', '@bellhop/hotel'],
  ['libs-import-no-application', 'libs/realtime/src/d.ts', '../../../src/platform/config/settings.js'],
  ['libs-import-no-application', 'libs/client/src/c.ts', '../../../apps/web/src/main.js'],
  ['libs-import-no-application', 'libs/protocol/src/d.spec.ts', '../../../test/support/server.js'],
  ['dashboard-imports-browser-libs', 'apps/web/src/a.ts', '@bellhop/realtime'],
  ['dashboard-imports-browser-libs', 'apps/web/src/b.ts', '../../../src/platform/config/settings.js'],
  ['server-imports-no-app', 'src/platform/a.ts', '../../apps/web/src/main.js'],
  ['server-imports-no-app', 'src/b.ts', '../test/support/server.js'],
  ['server-imports-no-browser-lib', 'src/platform/c.ts', '@bellhop/client'],
  ['auth-carries-sessions-and-accounts', 'src/platform/auth/a.ts', './sessions/sign-in.js'],
  ['platform-imports-libs', 'src/platform/d.ts', '../domains/tasks/tasks.service.js'],
  ['platform-imports-libs', 'src/platform/e.ts', '../app.module.js'],
  ['domain-imports-itself-platform-libs', 'src/domains/tasks/a.ts', '../../main.js'],
  ['domain-imports-no-other-domain', 'src/domains/tasks/b.ts', '../finance/finance.service.js'],
  ['domain-imports-no-other-domain', 'src/domains/finance/dto/a.ts', '../../tasks/tasks.service.js'],
  ['no-cycle', 'src/platform/cycle/a.ts', './b.js'],
  ['no-own-package-barrel', 'libs/protocol/src/e.ts', './index.js'],
  ['no-own-package-barrel', 'libs/realtime/src/http/a.ts', '@bellhop/realtime'],
  ['no-own-folder-barrel', 'src/platform/barrel/a.ts', './index.js'],
  ['no-deep-import-of-a-lib', 'src/platform/f.ts', '../../libs/protocol/src/cursor.js'],
  ['no-development-package-in-production', 'src/platform/g.ts', 'supertest'],
  ['no-unresolvable-import', 'src/platform/h.ts', './nowhere.js'],
];

const ALLOWED: readonly (readonly [from: string, imported: string])[] = [
  ['libs/protocol/src/ok.ts', './cursor.js'],
  ['libs/protocol/src/ok.spec.ts', 'supertest'],
  ['libs/realtime/src/ok-1.ts', '@bellhop/protocol'],
  ['libs/realtime/src/ok-2.ts', '@nestjs/common'],
  ['libs/realtime/src/ok-3.ts', 'node:crypto'],
  ['libs/realtime/src/channels/ok.ts', 'rxjs'],
  ['libs/client/src/ok-1.ts', '@bellhop/protocol'],
  ['libs/client/src/ok-2.ts', 'eventsource-parser'],
  ['libs/react/src/ok-1.ts', '@bellhop/client'],
  ['libs/react/src/ok-2.ts', '@tanstack/react-query'],
  ['libs/react/src/ok-3.ts', 'react'],
  ['apps/web/src/ok-1.ts', '@bellhop/react'],
  ['apps/web/src/ok-2.ts', '@bellhop/protocol'],
  ['apps/web/src/ok-3.ts', '@bellhop/hotel'],
  ['libs/hotel/src/ok.ts', '@bellhop/protocol'],
  ['src/domains/tasks/ok-4.ts', '@bellhop/hotel'],
  ['src/platform/ok-1.ts', '@bellhop/realtime'],
  ['src/platform/ok-2.ts', 'pg'],
  ['src/domains/tasks/ok-1.ts', './tasks.service.js'],
  ['src/domains/tasks/ok-2.ts', '../../platform/config/settings.js'],
  ['src/domains/tasks/ok-3.ts', '@bellhop/realtime'],
  ['src/domains/tasks/ok.spec.ts', '@bellhop/realtime/testing'],
  ['test/api/ok.spec.ts', '../../src/app.module.js'],
];

describe('in a tree with planted imports', () => {
  const tree = new PlantedTree();
  let check: ImportCheck;

  beforeAll(async () => {
    tree.write('src/platform/barrel/index.ts', '');
    tree.write('src/platform/cycle/b.ts', "import './a.js';");
    for (const [, from, imported] of FORBIDDEN) tree.write(from, `import '${imported}';`);
    for (const [from, imported] of ALLOWED) tree.write(from, `import '${imported}';`);
    tree.write(
      'libs/realtime/src/ok-4.ts',
      "import type { FastifyReply } from 'fastify';\nexport type Reply = FastifyReply;",
    );
    check = await checkImports(tree.root);
  });

  afterAll(() => tree.remove());

  test.each(FORBIDDEN)('%s: %s may not import %s', (rule, from) => {
    expect(check.violations.filter((violation) => violation.from === from).map(({ rule: name }) => name)).toContain(
      rule,
    );
  });

  test('reports nothing else', () => {
    const planted = new Set(FORBIDDEN.map(([, from]) => from));
    expect(check.violations.filter(({ from }) => !planted.has(from))).toEqual([]);
  });

  test('every rule has a planted violation', () => {
    expect([...new Set(FORBIDDEN.map(([rule]) => rule))].sort()).toEqual([...check.rules].sort());
  });
});

describe('in a tree of folders', () => {
  const tree = new PlantedTree();
  let check: ImportCheck;

  beforeAll(async () => {
    // A cycle of folders without a cycle of files: directly, and by way of a third folder.
    tree.write('src/platform/desk/a.ts', "import '../lobby/b.js';");
    tree.write('src/platform/lobby/b.ts', '');
    tree.write('src/platform/lobby/c.ts', "import '../desk/d.js';");
    tree.write('src/platform/desk/d.ts', '');
    tree.write('libs/realtime/src/kitchen/a.ts', "import '../cellar/b.js';");
    tree.write('libs/realtime/src/cellar/b.ts', '');
    tree.write('libs/realtime/src/cellar/c.ts', "import '../pantry/d.js';");
    tree.write('libs/realtime/src/pantry/d.ts', '');
    tree.write('libs/realtime/src/pantry/e.ts', "import type {} from '../kitchen/f.js';");
    tree.write('libs/realtime/src/kitchen/f.ts', '');
    // One direction, and back only from a spec.
    tree.write('src/platform/roof/a.ts', "import '../floor/b.js';");
    tree.write('src/platform/floor/b.ts', '');
    tree.write('src/platform/floor/b.spec.ts', "import '../roof/a.js';");
    tree.write('src/platform/floor/b.fixture.ts', "import '../roof/a.js';");
    tree.write('src/platform/testing/stage.ts', "import '../roof/a.js';");
    tree.write('src/platform/floor/c.spec.ts', "import '../testing/stage.js';");
    check = await checkFloors(tree.root);
  });

  afterAll(() => tree.remove());

  test('cycles of folders are reported, and nothing else', () => {
    const rings = check.violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`);
    expect(rings.sort()).toEqual([
      'no-folder-cycle: libs/realtime/src/cellar -> libs/realtime/src/pantry',
      'no-folder-cycle: libs/realtime/src/kitchen -> libs/realtime/src/cellar',
      'no-folder-cycle: libs/realtime/src/pantry -> libs/realtime/src/kitchen',
      'no-folder-cycle: src/platform/desk -> src/platform/lobby',
      'no-folder-cycle: src/platform/lobby -> src/platform/desk',
    ]);
  });
});
