import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { environmentSchema } from '../../src/platform/config/environment.js';
import { HELP } from '../../tools/lib/start-help.mjs';

/** Formats a value as people write it. */
const written = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));

/** Defaults that need no other variable. An empty list has no default to show. */
const defaults = new Map(
  Object.entries(environmentSchema.parse({})).flatMap(([name, value]) =>
    value === undefined || Array.isArray(value) ? [] : [[name, written(value)] as const],
  ),
);

describe('npm start -- --help', () => {
  const entries = new Map(
    [...HELP.matchAll(/^ {2}([A-Z][A-Z_<>]*) .*?(?:default: ([^;\n]+))?(?:;.*)?$/gm)].map(
      ([, name = '', value]) => [name, value] as const,
    ),
  );

  it('lists every usable setting, and no other', () => {
    // Refused whatever its value.
    const usable = Object.keys(environmentSchema.shape).filter((name) => name !== 'REDIS_URL');
    expect([...entries.keys()].sort()).toEqual([...usable, 'ENABLE_LEGACY_<DOMAIN>_EVENTS'].sort());
  });

  it.each([...defaults])('states the default of %s as %s', (name, value) => {
    expect(entries.get(name)).toBe(value);
  });
});

describe('the table of settings in docs/operations/production.md', () => {
  const page = readFileSync(new URL('../../docs/operations/production.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| `([^`]+)` +\|/gm)];

  it('has the server’s defaults', () => {
    expect(rows.length).toBeGreaterThan(4);
    for (const [, name = '', value] of rows) expect([name, value]).toEqual([name, defaults.get(name)]);
  });
});
