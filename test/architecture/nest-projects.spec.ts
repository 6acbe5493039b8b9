import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

interface NestProject {
  readonly root: string;
  readonly sourceRoot: string;
  readonly entryFile: string;
  readonly compilerOptions: { readonly tsConfigPath: string };
}

const { projects } = JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8')) as {
  readonly projects: Readonly<Record<string, NestProject>>;
};

test('nest-cli.json names the server and every library', () => {
  expect(Object.keys(projects).sort()).toEqual(['bellhop', ...readdirSync(join(root, 'libs'))].sort());
});

test.each(Object.entries(projects))('the project %s is where nest-cli.json says', (_name, project) => {
  const { sourceRoot, entryFile, compilerOptions } = project;
  for (const path of [project.root, join(sourceRoot, `${entryFile}.ts`), compilerOptions.tsConfigPath]) {
    expect(existsSync(join(root, path)) ? path : `no ${path}`).toBe(path);
  }
});
