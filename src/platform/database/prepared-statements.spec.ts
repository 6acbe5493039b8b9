import { describe, expect, it } from '@jest/globals';
import { MAX_PREPARED, PreparedStatements, StatementNames } from './prepared-statements.js';
import { RowReader } from './row-reader.js';

describe('StatementNames', () => {
  it('names a repeated text by its content', () => {
    const names = new StatementNames();
    expect([names.nameOf('a'), names.nameOf('b')]).toEqual([undefined, undefined]);
    const [a, b] = [names.nameOf('a'), names.nameOf('b')];
    expect(a).toMatch(/^b_[0-9a-f]{32}$/);
    expect([names.nameOf('a'), names.nameOf('b') === a]).toEqual([a, false]);
    const others = new StatementNames();
    for (const text of ['b', 'a']) others.nameOf(text);
    expect([others.nameOf('a'), others.nameOf('b')]).toEqual([a, b]);
  });

  it('forgets texts not repeated within the next 512, and keeps those in use', () => {
    const names = new StatementNames();
    for (const text of ['used', 'used', 'once']) names.nameOf(text);
    for (let other = 0; other < 600; other += 1) {
      names.nameOf(`other ${other}`);
      expect(names.nameOf('used')).toBeDefined();
    }
    expect(names.nameOf('once')).toBeUndefined();
  });

  it('ignores texts with long lists, and everything once stopped', () => {
    const names = new StatementNames();
    const long = `select 1 where 1 in (${'1, '.repeat(3_000)}1)`;
    for (let twice = 0; twice < 2; twice += 1) expect(names.nameOf(long)).toBeUndefined();
    names.nameOf('a');
    expect(names.stop()).toBe(true);
    expect([names.nameOf('a'), names.nameOf('a'), names.stop()]).toEqual([undefined, undefined, false]);
  });
});

describe('PreparedStatements', () => {
  it('keeps the most recently used, and returns once the names to close', () => {
    const prepared = new PreparedStatements();
    const reader = new RowReader([], () => String);
    for (let n = 0; n < MAX_PREPARED; n += 1) prepared.keep(`${n}`, reader);
    expect(prepared.use('0')).toBe(reader);
    expect(prepared.takeDropped()).toEqual([]);
    prepared.keep('more', reader);
    expect([prepared.use('1'), prepared.use('0')]).toEqual([undefined, reader]);
    prepared.drop('0');
    prepared.drop('0');
    expect(prepared.takeDropped()).toEqual(['1', '0']);
    expect([prepared.takeDropped(), prepared.use('0')]).toEqual([[], undefined]);
  });
});
