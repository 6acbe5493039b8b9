import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';

type Row = Readonly<Record<string, string>>;

describe('paging', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const page = async (path: string) => (await owner.call('get', path).expect(200)).body as Page<Row>;

  async function walk(path: string, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    for (let after = ''; ;) {
      const { items, next } = await page(`${path}?limit=${limit}${after}`);
      rows.push(...items);
      if (next === null) return rows;
      expect(items).toHaveLength(limit);
      after = `&after=${next}`;
    }
  }

  it.each([
    ['/properties', 2, 'propertyId'],
    ['/tasks', 7, 'taskId'],
    ['/finance/revenues', 101, 'revenueId'],
    ['/finance/expenses', 33, 'expenseId'],
    ['/users', 3, 'userId'],
  ])('%s returns every row once, in pages of %i', async (path, limit, id) => {
    const rows = await walk(path, limit);
    const ids = rows.map((row) => row[id]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(rows.length).toBeGreaterThan(limit);
    expect((await walk(path, 200)).map((row) => row[id])).toEqual(ids);
  });

  it('neither repeats nor skips rows when rows are added meanwhile', async () => {
    const before = (await walk('/tasks', 200)).map(({ taskId }) => taskId);
    const first = await page('/tasks?limit=5');
    await owner.call('post', '/tasks', { propertyId: firstProperty(owner), title: 'new' }).expect(201);
    const second = await page(`/tasks?limit=5&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ taskId }) => taskId)).toEqual(before.slice(0, 10));
  });

  it('has 50 rows a page by default', async () => {
    expect((await page('/finance/revenues')).items).toHaveLength(50);
  });

  it('ends on a page that is exactly full', async () => {
    const { items, next } = await page('/properties?limit=3');
    expect(items).toHaveLength(3);
    expect(next).toBeNull();
  });
});
