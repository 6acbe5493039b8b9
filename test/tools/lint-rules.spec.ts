import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import config from '../../oxlint.config.ts';
import { ACCEPTED, type Planted, VIOLATIONS } from './planted-violations.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CONFIGURATION = ['oxlint.config.ts', 'tools/lint', 'tsconfig.base.json', 'tsconfig.json', 'tsconfig.build.json'];
const PROJECTS = ['test/tsconfig.json', 'apps/web/tsconfig.json'];

const PLACES = ['apps', 'libs', 'src', 'tools'];

interface Report {
  readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
}

/** Where a piece of code is planted: each has a folder of its own, inside the one that its path names. */
function placeOf([, , path = 'src/planted.ts']: Planted, number: number): string {
  return path === 'src/main.ts' ? path : join(dirname(path), `planted-${number}`, basename(path));
}

/** `typescript(no-var)` is `typescript/no-var`, and `eslint(no-var)` only `no-var`; both plugins of React have one name here. */
const ruleOf = (code: string): string =>
  code
    .replace(/^eslint\((.*)\)$/, '$1')
    .replace(/^(.*)\((.*)\)$/, '$1/$2')
    .replace('react-hooks/', 'react/');

/** Plants code in a small copy of the repository and runs the linter with the repository’s configuration. */
class LintedTree {
  readonly root = mkdtempSync(join(tmpdir(), 'bellhop-lint-'));

  constructor(planted: readonly Planted[]) {
    for (const path of [...CONFIGURATION, ...PROJECTS])
      cpSync(join(ROOT, path), join(this.root, path), { recursive: true });
    writeFileSync(join(this.root, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'));
    for (const [number, plant] of planted.entries()) {
      const path = join(this.root, placeOf(plant, number));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${plant[1]}\n`);
    }
  }

  /** @returns rules that each file breaks */
  async broken(): Promise<ReadonlyMap<string, readonly string[]>> {
    const args = [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format=json', ...PLACES];
    const output = await new Promise<string>((settle, reject) => {
      execFile(process.execPath, args, { cwd: this.root, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        // It exits with 1 if it found something.
        if (stdout.startsWith('{')) settle(stdout);
        else reject(new Error(`the linter wrote no report: ${stdout}${stderr}`, { cause: error }));
      });
    });
    const { diagnostics } = JSON.parse(output) as Report;
    const found = new Map<string, string[]>();
    for (const { filename, code = '' } of diagnostics) {
      found.set(filename, [...(found.get(filename) ?? []), ruleOf(code)]);
    }
    return found;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const planted = [...VIOLATIONS, ...ACCEPTED];
const numbered = (some: readonly Planted[]) =>
  some.map((plant) => ({
    rule: plant[0],
    code: plant[1].replaceAll('\n', ' '),
    file: placeOf(plant, planted.indexOf(plant)),
  }));

describe('the lint rules', () => {
  let tree: LintedTree;
  let broken: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    tree = new LintedTree(planted);
    broken = await tree.broken();
  });
  afterAll(() => tree.remove());

  it.each(numbered(VIOLATIONS))('$rule rejects $code', ({ rule, file }) => expect(broken.get(file)).toContain(rule));

  it.each(numbered(ACCEPTED))('$rule accepts $code', ({ rule, file }) =>
    expect(broken.get(file) ?? []).not.toContain(rule),
  );

  it('are all broken above', () => {
    const rules = [config, ...(config.overrides ?? [])].flatMap(({ rules }) => Object.entries(rules ?? {}));
    const on = rules.filter(([, severity]) => severity !== 'off').map(([rule]) => rule);
    const broken = VIOLATIONS.map(([rule]) => rule);
    expect([...new Set(on)].filter((rule) => !broken.includes(rule))).toEqual([]);
  });
});
