import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { linkPackages } from '../../tools/lib/copied-project.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.cache', '.data', 'coverage', 'screenshots', 'performance']);

/** In one process, because loading the compiler takes longer than writing a domain. */
const NEW_DOMAINS = `
  import { main } from '@angular-devkit/schematics-cli/bin/schematics.js';
  for (const domain of JSON.parse(process.argv[1])) {
    // A collection given by path runs in debug mode by default.
    const args = ['./tools/schematics/collection.json:domain', '--no-debug', ...domain];
    process.exitCode ||= await main({ args });
  }
`;

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
}

/** A writable copy of the project’s sources in a temporary folder, with this project’s packages and its own workspaces. */
export class CopiedTree {
  readonly root = mkdtempSync(join(tmpdir(), 'bellhop-copy-'));

  constructor() {
    for (const entry of readdirSync(ROOT)) {
      if (LEFT_OUT.has(entry)) continue;
      const filter = (path: string) => !LEFT_OUT.has(path.slice(path.lastIndexOf('/') + 1));
      cpSync(join(ROOT, entry), join(this.root, entry), { recursive: true, filter });
    }
    linkPackages(this.root);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Runs git in the folder. */
  git(...args: string[]): Ended {
    return this.#run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@bellhop.test', ...args]);
  }

  /** Type-checks a project, with one checker like `npm run check`. */
  compile(project: string): Ended {
    return this.#node('node_modules/typescript7/bin/tsc', '--noEmit', '--checkers', '1', '-p', project);
  }

  /** Writes domains one after the other like `npm run new:domain`. @param domains arguments of each */
  newDomains(...domains: readonly (readonly string[])[]): Ended {
    return this.#node('--input-type=module', '--eval', NEW_DOMAINS, JSON.stringify(domains));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #node(...args: readonly string[]): Ended {
    return this.#run(process.execPath, args);
  }

  #run(command: string, args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.root, encoding: 'utf8' });
    return { code: status, output: `${stdout}${stderr}` };
  }
}
