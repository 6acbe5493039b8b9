import { readdirSync, readFileSync } from 'node:fs';
import { catalogue, ROLES } from '@bellhop/hotel';
import { describe, expect, it, test } from '@jest/globals';
import { NamesOfAnApplication } from './names-of-an-application.js';

const ROOT = new URL('../../', import.meta.url);
const hotel = new NamesOfAnApplication({ name: 'hotel', catalogue, roles: ROLES });

/** Sources of a library with its specs, except those of realtime, which define domains of their own with any names. */
const sources = (lib: string): readonly string[] =>
  readdirSync(new URL(`libs/${lib}/src/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && (lib !== 'realtime' || !/\.spec\.tsx?$/.test(name)))
    .map((name) => `libs/${lib}/src/${name}`);

describe('no hotel name is in', () => {
  it.each([
    ['protocol', 9],
    ['realtime', 100],
    ['client', 50],
    ['react', 35],
  ])('%s', (lib, atLeast) => {
    const paths = sources(lib);
    expect(paths.length).toBeGreaterThanOrEqual(atLeast);
    const found = paths.flatMap((path) =>
      hotel.in(path, readFileSync(new URL(path, ROOT), 'utf8')).map((what) => `${path}:${what}`),
    );
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
