import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DataDirectory } from './data-directory.js';
import { StartupError } from './startup-error.js';

describe('DataDirectory', () => {
  const parent = mkdtempSync(join(tmpdir(), 'bellhop-data-'));
  const path = join(parent, 'data');
  afterAll(() => rmSync(parent, { recursive: true }));

  it('can be open in one process at a time', () => {
    const directory = DataDirectory.open(path);
    expect(() => DataDirectory.open(path)).toThrow(`${path} is in use by another Bellhop process (pid ${process.pid})`);
    directory.close();
    DataDirectory.open(path).close();
  });

  it('keeps its secret in a file that only its owner can read', () => {
    const directory = DataDirectory.open(path);
    const secret = directory.secret();
    expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(32);
    expect(directory.secret()).toBe(secret);
    expect(statSync(join(path, 'jwt-secret')).mode & 0o777).toBe(0o600);
    directory.close();
  });

  it('makes a new secret when a full disk left the file empty', () => {
    const directory = DataDirectory.open(path);
    writeFileSync(join(path, 'jwt-secret'), '\n');
    const secret = directory.secret();
    expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(32);
    expect(directory.secret()).toBe(secret);
    directory.close();
  });

  it('refuses a secret that is too short to sign with, and leaves the file as it is', () => {
    const directory = DataDirectory.open(path);
    const file = join(path, 'jwt-secret');
    writeFileSync(file, 'thirty-one bytes are not enough');
    expect(() => directory.secret()).toThrow(StartupError);
    expect(() => directory.secret()).toThrow(`${file} is too short to sign with: 31 bytes`);
    expect(readFileSync(file, 'utf8')).toBe('thirty-one bytes are not enough');
    rmSync(file);
    directory.close();
  });

  it('removes other users’ access to its files', () => {
    DataDirectory.open(path).close();
    mkdirSync(join(path, 'pg', 'base'), { recursive: true });
    const files = ['jwt-secret', 'lock.db', join('pg', 'PG_VERSION'), join('pg', 'base', '1259')];
    for (const file of files) writeFileSync(join(path, file), file === 'lock.db' ? '' : 'x'.repeat(40));
    for (const name of ['.', 'pg', join('pg', 'base')]) chmodSync(join(path, name), 0o777);
    for (const file of files) chmodSync(join(path, file), 0o666);
    DataDirectory.open(path).close();
    const rights = (name: string): number => statSync(join(path, name)).mode & 0o777;
    expect(['.', 'pg', join('pg', 'base')].map(rights)).toEqual([0o755, 0o750, 0o750]);
    expect(files.map(rights)).toEqual([0o600, 0o600, 0o640, 0o640]);
  });

  it('refuses a world-writable directory that contains other files', () => {
    const shared = join(parent, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'letters.txt'), 'private', { mode: 0o644 });
    chmodSync(shared, 0o1777);
    expect(() => DataDirectory.open(shared)).toThrow(
      `${shared} is writable by other users and contains other files (letters.txt)`,
    );
    expect(statSync(shared).mode & 0o7777).toBe(0o1777);
    expect(statSync(join(shared, 'letters.txt')).mode & 0o777).toBe(0o644);
  });

  it('throws StartupError for an unusable path', () => {
    expect(() => DataDirectory.open('/dev/null/data')).toThrow(StartupError);
  });
});
