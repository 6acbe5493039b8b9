import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DataDirectory } from './data-directory.js';
import { StartupError } from './startup-error.js';

describe('DataDirectory', () => {
  const parent = mkdtempSync(join(tmpdir(), 'bellhop-data-'));
  const path = join(parent, 'data');
  afterAll(() => rmSync(parent, { recursive: true }));

  it('is had by one at a time', () => {
    const directory = DataDirectory.open(path);
    expect(() => DataDirectory.open(path)).toThrow(`${path} is in use by another Bellhop process (pid ${process.pid})`);
    directory.close();
    DataDirectory.open(path).close();
  });

  it('keeps its secret, for its owner alone', () => {
    const directory = DataDirectory.open(path);
    const secret = directory.secret();
    expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(32);
    expect(directory.secret()).toBe(secret);
    expect(statSync(join(path, 'jwt-secret')).mode & 0o777).toBe(0o600);
    directory.close();
  });

  it('says what is wrong with a path that cannot be one', () => {
    expect(() => DataDirectory.open('/dev/null/data')).toThrow(StartupError);
  });
});
