import { join, resolve } from 'node:path';
import { normalize, virtualFs } from '@angular-devkit/core';
import { NodeJsSyncHost } from '@angular-devkit/core/node';
import { HostTree } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { describe, expect, it } from '@jest/globals';
import { schematicArguments } from '../../tools/new-domain.mjs';
import { parseFields } from '../../tools/schematics/domain/fields.mjs';
import { namesOf } from '../../tools/schematics/domain/names.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

describe('npm run new:domain', () => {
  it('passes its options on, and rejects unknown ones', () => {
    expect(schematicArguments(['rooms', '--fields', 'number:text(20) floor:integer', '--dry-run'])).toEqual([
      '--name=rooms',
      '--fields=number:text(20) floor:integer',
      '--dry-run',
    ]);
    expect(schematicArguments(['--help'])).toBeUndefined();
    expect(() => schematicArguments(['rooms', '--feilds', 'x'])).toThrow(/--feilds.*--help/);
    expect(() => schematicArguments(['--fields', 'x:text'])).toThrow('Name the domain.');
    expect(() => schematicArguments(['rooms', '--fields', 'a:text', 'b:text'])).toThrow('in quotes');
  });
});

describe('the name of a domain', () => {
  it.each([
    ['rooms', 'rooms', 'room'],
    ['room-types', 'roomTypes', 'roomType'],
    ['roomTypes', 'roomTypes', 'roomType'],
    ['categories', 'categories', 'category'],
  ])('%s has a singular', (name, many, one) => {
    expect(namesOf(name)).toMatchObject({ many: { camel: many }, one: { camel: one } });
  });

  it('takes the given singular', () => {
    expect(namesOf('crew', 'crew-member')).toMatchObject({
      many: { snake: 'crew' },
      one: { pascal: 'CrewMember', words: 'crew member' },
    });
  });

  it.each([
    ['room', undefined, 'in the plural: rooms'],
    ['equipment', undefined, '--one'],
    ['rooms', 'rooms', 'Both'],
    ['1rooms', undefined, '"1rooms" cannot name the domain'],
    ['rooms_', undefined, 'cannot name'],
    [`${'x'.repeat(32)}s`, undefined, 'at most 31'],
    ['classes', undefined, '"class" is a reserved word of JavaScript'],
    ['people', 'default', '"default" is a reserved word of JavaScript'],
    ['user', 'account', '"user" is a reserved word of SQL'],
    ['events', undefined, 'Event is a built-in type'],
    ['records', undefined, 'Record is a built-in type'],
    ['rows', undefined, '"rows" is a variable'],
  ])('rejects %s with singular %s', (name, one, reason) => {
    expect(() => namesOf(name, one)).toThrow(reason);
  });
});

describe('fields', () => {
  it('become descriptions as in libs/hotel', () => {
    const fields = parseFields(
      'number:text(20) note:text(4000)? status:enum(clean, dirty) floor:integer(-2..80) rate:money paid:boolean due:date at:timestamp?',
    );
    expect(fields.map(({ name, schema }) => `${name} ${schema}`)).toEqual([
      'number line(20)',
      'note nullable(text(4_000, 1))',
      "status oneOf('clean', 'dirty')",
      'floor integer(-2, 80)',
      'rateMinor integer(0, 1_000_000_000_000)',
      'currency currency',
      'paid boolean',
      'due day',
      'at nullable(instant)',
    ]);
  });

  it.each([
    ['', 'Give the fields'],
    ['number', '"number" is not a field'],
    ['Number:text', 'is not a field'],
    ['number:string', '"string" is not a type; use text(length), integer(min..max), money'],
    ['number:constructor', '"constructor" is not a type'],
    ['number:text(0)', '1 to 10000 characters'],
    ['number:text(x)', '"x" is not a whole number'],
    ['floor:integer(1,9)', 'such as integer(0..80)'],
    ['floor:integer(9..1)', '9 is not less than 1'],
    ['status:enum', 'two or more lower-case words'],
    ['status:enum(clean)', 'two or more lower-case words'],
    ['status:enum(Clean,dirty)', 'lower-case'],
    ['status:enum(clean,clean)', 'repeated'],
    ['paid:boolean?', 'cannot be null'],
    ['due:date(1)', 'no parentheses'],
    ['a:text a:date', '"a" is repeated'],
    ['rate:money currency:text(3)', 'money adds one'],
    ['rate:money rateMinor:integer', '"rateMinor" is repeated'],
    ['version:integer', 'every row or list already has "version"'],
    ['order:integer', '"order" is a reserved word of SQL'],
    ['class:text', '"class" is a reserved word of JavaScript'],
  ])('reject "%s"', (text, reason) => {
    expect(() => parseFields(text)).toThrow(reason);
  });
});

describe('a domain that is refused', () => {
  const runner = new SchematicTestRunner('bellhop', join(ROOT, 'tools/schematics/collection.json'));
  const project = new virtualFs.ScopedHost(new NodeJsSyncHost(), normalize(ROOT));

  it.each([
    [{ name: 'looms', fields: '' }, 'Give the fields'],
    [{ name: 'tasks', fields: 'a:text' }, 'Domain "tasks" already exists'],
    [{ name: 'bookings', fields: 'a:text' }, 'Table "bookings" already exists'],
    [{ name: 'health', fields: 'a:text', one: 'check' }, 'The path /health is already used'],
    [{ name: 'jobs', fields: 'a:text', one: 'task' }, 'libs/hotel already has "Task"'],
    [{ name: 'looms', fields: 'a:text', icon: 'IconNone' }, 'Unknown icon "IconNone"'],
    [{ name: 'looms', fields: 'a:text', scope: 'house' }, '--scope=house is neither property nor org'],
    [{ name: 'columns', fields: 'a:text' }, '"Column" already has another meaning in apps/web/src/features/columns/'],
  ])('says why: %j', async (options, reason) => {
    await expect(runner.runSchematic('domain', options, new HostTree(project))).rejects.toThrow(reason);
  });

  it('names a file that it does not recognise', async () => {
    const tree = new HostTree(project);
    tree.overwrite('apps/web/src/pages/domains.ts', 'export const PAGES = [];');
    const run = runner.runSchematic('domain', { name: 'looms', fields: 'a:text' }, tree);
    await expect(run).rejects.toThrow('apps/web/src/pages/domains.ts no longer has constant DOMAIN_PAGES');
  });
});
