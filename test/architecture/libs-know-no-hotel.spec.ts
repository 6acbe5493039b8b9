import { readdirSync, readFileSync } from 'node:fs';
import { catalogue, ROLES } from '@bellhop/hotel';
import { describe, expect, it, test } from '@jest/globals';
import ts from 'typescript';
import { NamesOfAnApplication } from './names-of-an-application.js';

const ROOT = new URL('../../', import.meta.url);
const hotel = new NamesOfAnApplication({ name: 'hotel', catalogue, roles: ROLES });

/** Sources of a library with its specs, except those of realtime, which define domains of their own with any names. */
const sources = (lib: string): readonly string[] =>
  readdirSync(new URL(`libs/${lib}/src/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && (lib !== 'realtime' || !/\.spec\.tsx?$/.test(name)))
    .map((name) => `libs/${lib}/src/${name}`);

/** Words that a library uses in its own sense, where a domain has them as names too; with the reason. */
const OWN_WORDS: Readonly<Record<string, string>> = {};

/** Reports each name with what to do about it. */
const namesIn = (names: NamesOfAnApplication, path: string, text: string, ownWords = OWN_WORDS): readonly string[] =>
  names
    .in(path, text)
    .filter((found) => !(found.slice(found.indexOf(' ') + 1) in ownWords))
    .map(
      (found) =>
        `${path}:${found} is a name of the hotel. Take it out of the library or, where it has a sense of its own there, rename it ` +
        'or add a line with the reason to OWN_WORDS in test/architecture/libs-know-no-hotel.spec.ts.',
    );

test('a word that a library shares with a domain is reported with what to do, or exempted', () => {
  const lockers = new NamesOfAnApplication({ name: 'hotel', catalogue: { lockers: catalogue.tasks }, roles: [] });
  const line = "client.on('lockers', listener);";
  expect(namesIn(lockers, 'planted.ts', line)).toEqual([
    expect.stringMatching(/^planted\.ts:1: lockers .*OWN_WORDS in test\/architecture\/libs-know-no-hotel\.spec\.ts/),
  ]);
  expect(namesIn(lockers, 'planted.ts', line, { lockers: 'where threads keep their locks' })).toEqual([]);
});

describe('no hotel name is in', () => {
  it.each([
    ['protocol', 9],
    ['realtime', 100],
    ['client', 50],
    ['react', 35],
  ])('%s', (lib, atLeast) => {
    const paths = sources(lib);
    expect(paths.length).toBeGreaterThanOrEqual(atLeast);
    const found = paths.flatMap((path) => namesIn(hotel, path, readFileSync(new URL(path, ROOT), 'utf8')));
    expect(found).toEqual([]);
  });
});

test.each(['protocol/PROTOCOL.md', 'client/README.md', 'react/README.md', 'realtime/README.md'])(
  'no hotel name is in %s',
  (page) => {
    expect(hotel.inProse(readFileSync(new URL(`libs/${page}`, ROOT), 'utf8'))).toEqual([]);
    expect(hotel.inProse('a list\nfor `/tasks`, say')).toEqual(['2: `/tasks`']);
  },
);

describe('a hotel name is found', () => {
  test.each([
    ['a domain to listen to', "client.on('tasks', listener);", 'tasks'],
    ['a domain of which all is taken', "const events = 'finance.*';", 'finance.*'],
    ['a path', "const path = '/users/summary';", '/users/summary'],
    ['a path in a template', 'const path = `${base}/properties/${id}`;', '/properties/'],
    ['a role by default', "const options = { operatorRoles: ['owner'] };", 'owner'],
    ['an event type', "if (event.eventType === 'UserDisabled') stop();", 'UserDisabled'],
    ['a type of rows', "import type { Task } from './rows.js';", 'Task'],
    ['a type of a row’s field', 'let status: TaskStatus;', 'TaskStatus'],
    ['the field that tells rows apart', 'const { taskId } = row;', 'taskId'],
    ['a hook of a domain', 'export const { useFinanceRealtime } = hooks;', 'useFinanceRealtime'],
    ['a class of a domain', 'class SimulatedTasks {}', 'SimulatedTasks'],
    ['a private member', 'class Rows { #tasksView = 1; }', 'tasksView'],
    ['rows of a domain', 'const { tasks } = catalogue;', 'tasks'],
    ['an event type in a comment', 'let type: string; // such as TaskCreated', 'TaskCreated'],
    ['a domain in a comment', '/** `tasks` → a hook */\nlet hook: unknown;', '`tasks`'],
    ['itself', "import { rows } from '@bellhop/hotel';", '@bellhop/hotel'],
  ])('%s', (_, line, name) =>
    expect(hotel.in('planted.ts', `\n${line}`).join()).toMatch(new RegExp(`^[23]: ${quoted(name)}$`)),
  );
});

/** Returns the modules of a package of which no source uses any name. @param index the source of what the package exports */
function unusedModules(index: string, using: readonly string[]): readonly string[] {
  const imported = new Set(
    using.flatMap((text) =>
      [...text.matchAll(/\{([^{}]*)\} from '@bellhop\/protocol'/g)].flatMap(
        ([, names = '']) => names.match(/\w+/g) ?? [],
      ),
    ),
  );
  return ts.createSourceFile('index.ts', index, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !statement.moduleSpecifier) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (!ts.isNamedExports(exportClause) || !ts.isStringLiteral(moduleSpecifier)) return [];
    return exportClause.elements.some(({ name }) => imported.has(name.text)) ? [] : [moduleSpecifier.text];
  });
}

test('every module of the protocol is used by a library: what only the application speaks belongs to libs/hotel', () => {
  const index = readFileSync(new URL('libs/protocol/src/index.ts', ROOT), 'utf8');
  const libs = ['realtime', 'client', 'react']
    .flatMap(sources)
    .filter((path) => !path.includes('.spec.'))
    .map((path) => readFileSync(new URL(path, ROOT), 'utf8'));
  expect(unusedModules(index, libs)).toEqual([]);
  const planted = `${index}\nexport { searchResultsSchema, type SearchResult } from './search.js';`;
  expect(unusedModules(planted, libs)).toEqual(['./search.js']);
  const used = "import { type Page, type SearchResult } from '@bellhop/protocol';";
  expect(unusedModules(planted, [...libs, used])).toEqual([]);
});

test('ordinary words are not reported', () => {
  const ordinary = `
    /** Runs the tasks of users by their rights to properties; the owner of a lock, the staff of a shop. */
    function after(delayMs: number, task: () => void, owner: object): void {}
    const properties = schema.properties ?? {};
    const users = new Map<string, User>();
    queueMicrotask(() => notifyManager.batch(() => lock(owner)));
    const { propertyId, userId } = event;
    const message = 'must be one of the propertyIds that the user may see';
    const subtasks = 'multitasks';
  `;
  expect(hotel.in('ordinary.ts', ordinary)).toEqual([]);
});

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
