import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const LIBS = ['protocol', 'hotel', 'realtime', 'client', 'react'];
const PACKAGES = ['rxjs', '@nestjs/common', 'fastify', 'react', '@tanstack/react-query', 'pg', 'eventsource-parser'];
const DEV_PACKAGES = ['supertest'];

/** Files of every planted tree, so that imports resolve; they break no rule. */
const GROUND = {
  'src/main.ts': "import './app.module.js';",
  'src/app.module.ts': "import './domains/tasks/tasks.service.js';",
  'src/platform/config/settings.ts': '',
  'src/platform/auth/sessions/sign-in.ts': '',
  'src/domains/tasks/tasks.service.ts': "import '../../platform/config/settings.js';",
  'src/domains/finance/finance.service.ts': '',
  'libs/protocol/src/cursor.ts': '',
  'libs/realtime/src/http/sse-handler.ts': '',
  'libs/realtime/src/realtime.module.ts': "import './http/sse-handler.js';",
  'libs/realtime/src/testing/index.ts': '',
  'apps/web/src/main.tsx': '',
  'test/support/server.ts': '',
};

/** A small copy of the repository’s layout in a temporary folder, with planted files to check. */
export class PlantedTree {
  readonly root = mkdtempSync(join(tmpdir(), 'bellhop-imports-'));

  constructor() {
    const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
    this.write(
      'package.json',
      JSON.stringify({
        dependencies: { ...versions(PACKAGES), ...versions(LIBS.map((lib) => `@bellhop/${lib}`)) },
        devDependencies: versions(DEV_PACKAGES),
      }),
    );
    for (const name of [...PACKAGES, ...DEV_PACKAGES]) {
      this.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      this.write(`node_modules/${name}/index.js`, '');
    }
    mkdirSync(join(this.root, 'node_modules/@bellhop'));
    for (const lib of LIBS) {
      const exports = {
        '.': { 'bellhop-source': './src/index.ts' },
        './testing': { 'bellhop-source': './src/testing/index.ts' },
      };
      this.write(`libs/${lib}/package.json`, JSON.stringify({ name: `@bellhop/${lib}`, version: '1.0.0', exports }));
      this.write(`libs/${lib}/src/index.ts`, '');
      symlinkSync(`../../libs/${lib}`, join(this.root, 'node_modules/@bellhop', lib));
    }
    for (const [path, text] of Object.entries(GROUND)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
