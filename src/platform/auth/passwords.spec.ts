import { describe, expect, it } from '@jest/globals';
import { Database } from '../database/database.js';
import type { RunSql } from '../database/sql-driver.js';
import { Passwords } from './passwords.js';

describe('Passwords', () => {
  const run: RunSql = () => Promise.resolve([]);
  const database = new Database({
    run,
    commit: run,
    transaction: (work) => work(run),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  let hashed = 0;
  const count = <T>(result: T): Promise<T> => ((hashed += 1), Promise.resolve(result));
  const passwords = new Passwords({ hash: () => count('hash'), verify: () => count(true) }, database);

  it.each([
    ['hashed', () => passwords.hash('a password')],
    ['checked', () => passwords.check('hash', 'a password')],
    ['compared with a decoy', () => passwords.check(undefined, 'a password')],
  ])('is never %s inside a transaction, which would hold its locks meanwhile', async (_, work) => {
    hashed = 0;
    await expect(database.transaction(() => work() as Promise<unknown>)).rejects.toThrow('outside transactions');
    expect(hashed).toBe(0);
    await work();
    expect(hashed).toBe(1);
  });
});
