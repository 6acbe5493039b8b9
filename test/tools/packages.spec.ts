import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, reasonToInstall } from '../../tools/lib/packages.mjs';

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

describe('an installation', () => {
  const npm = { npm_execpath: process.env['npm_execpath'], npm_node_execpath: process.env['npm_node_execpath'] };
  let node: string;
  beforeEach(() => {
    node = join(root, 'node');
    symlinkSync(process.execPath, node);
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    for (const [name, value] of Object.entries(npm)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  /** Lets npm be a program that tells its calls, and fails as it is told to. @returns its calls */
  function pretend(failure: string): () => string[] {
    const calls = join(root, 'calls');
    const program = `
      const [what, ...flags] = process.argv.slice(2);
      if (what === '--version') return console.log('11.0.0');
      const isOffline = flags.includes('--prefer-offline');
      require('node:fs').appendFileSync(${JSON.stringify(calls)}, what + (isOffline ? ' offline' : '') + '\\n');
      if (isOffline) { console.error(${JSON.stringify(failure)}); process.exitCode = ${failure === '' ? 0 : 1}; }`;
    writeFileSync(join(root, 'npm-cli.js'), program);
    Object.assign(process.env, { npm_execpath: join(root, 'npm-cli.js'), npm_node_execpath: node });
    return () => readFileSync(calls, 'utf8').trim().split('\n');
  }

  test('takes what is cached', async () => {
    const calls = pretend('');
    await installPackages('there is no node_modules');
    expect(calls()).toEqual(['ci offline']);
  });

  test('asks the registry when the cached list of versions is too old', async () => {
    const calls = pretend('npm error code ETARGET\nnpm error notarget No matching version found for rxjs@7.8.2.');
    await installPackages('there is no node_modules');
    expect(calls()).toEqual(['ci offline', 'ci']);
  });

  test('that fails otherwise is told at once', async () => {
    const calls = pretend('npm error code ECONNREFUSED');
    await expect(installPackages('there is no node_modules')).rejects.toThrow('`npm ci` failed');
    expect(calls()).toEqual(['ci offline']);
  });
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

// The drawings of 5,900 icons, a fifth of all files to install. Of them React’s icons were made, which contain what they need.
test('an empty package stands for the drawings of icons, which nothing loads', () => {
  const packages = join(import.meta.dirname, '../../node_modules/@tabler');
  expect(JSON.parse(readFileSync(join(packages, 'icons/package.json'), 'utf8'))).toMatchObject({ name: 'client-only' });
  const code = join(packages, 'icons-react/dist/esm');
  const modules = ['createReactComponent.mjs', 'tabler-icons-react.mjs', 'icons/IconBed.mjs'];
  const imports = modules.flatMap((path) =>
    [...readFileSync(join(code, path), 'utf8').matchAll(/from ['"]([^'"]+)['"]/g)].map(([, name = '']) => name),
  );
  expect(imports.filter((name) => !name.startsWith('.'))).toEqual(['react']);
});
