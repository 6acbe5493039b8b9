import { describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/contracts';
import { taskOf, tasks } from '../testing/simulated-tasks.js';
import { patchPages, withoutDoubles, type PlacedRow, type RowPages } from './row-pages.js';

const task = (title: string, version = 1): Task => taskOf(title, version, { title });

/** Pages of rows by title; of more than one, each but the last goes on. */
const pagesOf = (...pages: readonly string[][]): RowPages<Task> => ({
  pages: pages.map((titles, index) => {
    const items = titles.map((title) => task(title));
    const isLast = index === pages.length - 1;
    return { items, next: isLast ? null : 'more', end: items.at(-1), moment: index };
  }),
  pageParams: pages.map(() => null),
});

const put = (row: Task, isIn: PlacedRow<Task>['isIn'] = () => false): PlacedRow<Task> => ({
  id: row.taskId,
  version: row.version,
  row,
  isIn,
});
const gone = (id: string, version: number): PlacedRow<Task> => ({ id, version, row: undefined, isIn: () => false });
const titles = ({ pages }: RowPages<Task>): string[][] => pages.map(({ items }) => items.map(({ title }) => title));

describe('patchPages', () => {
  it('puts a new row where it belongs, on the page that reaches so far', () => {
    const list = pagesOf(['b', 'd'], ['f']);
    expect(titles(patchPages(list, [put(task('a')), put(task('e')), put(task('g'))], tasks))).toEqual([
      ['a', 'b', 'd'],
      ['e', 'f', 'g'],
    ]);
  });

  it('leaves a row that belongs below what is loaded to the page that brings it', () => {
    const whole = pagesOf(['b', 'd'], []);
    const list = { ...whole, pages: whole.pages.slice(0, 1) };
    expect(patchPages(list, [put(task('e'))], tasks)).toBe(list);
  });

  it('still knows how far a page reaches when its last row has gone', () => {
    const list = patchPages(pagesOf(['b', 'd'], ['f']), [gone('d', 2)], tasks);
    expect(titles(patchPages(list, [put(task('c'))], tasks))).toEqual([['b', 'c'], ['f']]);
  });

  it('changes a row in place, or moves it', () => {
    const list = pagesOf(['b', 'd']);
    const inPlace = { ...task('b', 2), status: 'done' as const };
    expect(patchPages(list, [put(inPlace)], tasks).pages[0]?.items[0]).toBe(inPlace);
    expect(titles(patchPages(list, [put(taskOf('b', 2, { title: 'e' }))], tasks))).toEqual([['d', 'e']]);
  });

  it('is the same list when nothing in it changes', () => {
    const list = pagesOf(['b', 'd']);
    expect(patchPages(list, [put(task('b')), gone('x', 5)], tasks)).toBe(list);
  });

  it('puts in no row that its page rightly lacks', () => {
    const list = pagesOf(['b'], ['f']);
    const isIn: PlacedRow<Task>['isIn'] = ({ moment }) => moment === 1;
    expect(titles(patchPages(list, [put(task('a'), isIn), put(task('e'), isIn)], tasks))).toEqual([['a', 'b'], ['f']]);
  });

  it('does not change the list it is given', () => {
    const list = pagesOf(['b']);
    patchPages(list, [put(task('a'))], tasks);
    expect(titles(list)).toEqual([['b']]);
  });
});

describe('withoutDoubles', () => {
  it('keeps the higher version of a row that moved while pages were read', () => {
    const list: RowPages<Task> = {
      pages: [
        { items: [task('a'), task('b')], next: 'more', end: task('b'), moment: 1 },
        { items: [taskOf('a', 2, { title: 'c' })], next: null, end: undefined, moment: 2 },
      ],
      pageParams: [null, 'more'],
    };
    expect(titles(withoutDoubles(list, tasks.idOf))).toEqual([['b'], ['c']]);
  });

  it('is the same list where there are none', () => {
    const list = pagesOf(['a'], ['b']);
    expect(withoutDoubles(list, tasks.idOf)).toBe(list);
  });
});
