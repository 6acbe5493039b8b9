import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonToInstall } from '../../tools/lib/packages.mjs';

const wanted = {
  '': { version: '0.1.0' },
  'libs/protocol': { version: '0.1.0' },
  'node_modules/rxjs': { version: '7.8.2', integrity: 'sha512-a' },
  'node_modules/fsevents': { version: '2.3.3', optional: true },
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bellhop-packages-'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(packages: Record<string, unknown>) {
  mkdirSync(join(root, 'node_modules/rxjs'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}

const installed = { 'node_modules/rxjs': wanted['node_modules/rxjs'] };

test('no install is needed when the lock file’s packages are there; an optional package may be missing', () => {
  install(installed);
  expect(reasonToInstall(root)).toBeUndefined();
});

test('reports a clone without packages', () => {
  expect(reasonToInstall(root)).toBe('there is no node_modules');
});

test('reports an interrupted installation', () => {
  mkdirSync(join(root, 'node_modules'));
  expect(reasonToInstall(root)).toBe('the last installation did not finish');
});

test('reports a package added to the lock file', () => {
  install({});
  expect(reasonToInstall(root)).toBe('node_modules/rxjs is not installed');
});

test('reports a package in another version', () => {
  install({ 'node_modules/rxjs': { version: '7.8.1', integrity: 'sha512-b' } });
  expect(reasonToInstall(root)).toBe('node_modules/rxjs is another version');
});

test('reports a deleted package', () => {
  install(installed);
  rmSync(join(root, 'node_modules/rxjs'), { recursive: true });
  expect(reasonToInstall(root)).toBe('node_modules/rxjs is gone');
});

test('a damaged lock file fails with the command that repairs it', () => {
  writeFileSync(join(root, 'package-lock.json'), '<<<<<<< HEAD');
  expect(() => reasonToInstall(root)).toThrow('git checkout package-lock.json');
});

// npm drops what its registry lacks without a word, and `npm ci` then refuses the lock file.
test('the lock file has every program for every platform', () => {
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
    packages: Record<string, { readonly optionalDependencies?: object }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(packages, path, name)),
  );
  expect(missing).toEqual([]);
});

/** Whether a package’s dependency has an entry in its own folder or one above, where Node looks. */
function isLocked(packages: object, path: string, name: string): boolean {
  if (`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages) return true;
  const above = path.lastIndexOf('/node_modules/');
  return above > 0 && isLocked(packages, path.slice(0, above), name);
}
