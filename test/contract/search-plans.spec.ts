import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getTableName } from 'drizzle-orm';
import { indexedWords } from '../../src/platform/search/indexed-words.js';
import { type ReadSource, SearchSources } from '../../src/platform/search/search-sources.js';
import { searchStatement, wordsAsValues } from '../../src/platform/search/search-statement.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { rowsLookedAt } from '../support/plans.js';

const TASKS = 3_000;

/** Tasks in two organisations, of which every thousandth is about a rare thing. */
const FILL = `
  insert into tasks (org_id, task_id, property_id, title, description, status, priority, created_by, created_at, updated_at)
  select org_id, gen_random_uuid(), property_id, 'Clean room ' || n, case when n % 1000 = 0 then 'Mind the Évier' end,
    'open', 'normal', user_id, now(), now()
  from (values ($1::uuid, $2::uuid, $3::uuid), ($4, $5, $6)) as place(org_id, property_id, user_id),
    generate_series(1, ${TASKS}) as n`;

describe('the search over everything', () => {
  let server: TestApp;
  let owner: Member;
  let sources: readonly ReadSource[];
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    const other = await server.signIn('owner', 'borealis');
    const placeOf = (member: Member) => {
      const { orgId, userId } = member.signedIn.user;
      return [orgId, firstProperty(member), userId];
    };
    await server.database.query(FILL, [...placeOf(owner), ...placeOf(other)]);
    await server.database.query('vacuum analyze tasks', []);
    sources = server.app.get(SearchSources).readableBy({ ...owner.signedIn.user, propertyIds: 'all' });
  });
  afterAll(() => server.close());

  const asked = (source: ReadSource, q: string) => {
    const words = indexedWords(q, 'any');
    const statement = searchStatement([source], words.length);
    const { orgId } = owner.signedIn.user;
    const values = { orgId, visible: undefined, reader: undefined, q, limit: 20, ...wordsAsValues(words) };
    return [statement.text, statement.fill(values), 'object'] as const;
  };

  it.each([
    ['ÉVIER', 3],
    ['mind évier', 3],
    ['room 2345', 1],
    ['nothing-of-the-kind', 0],
  ])('for %j looks at no other rows than those it finds', async (q, found) => {
    const tasks = sources.find(({ name }) => name === 'task');
    if (!tasks) throw new Error('tasks are not searched');
    expect(await server.database.run(...asked(tasks, q))).toHaveLength(found);
    const looked = await rowsLookedAt(server.database, () => server.database.run(...asked(tasks, q)));
    expect(looked).toBe(found);
  });

  it('has an index for every kind of row, by its texts and by the organisation', async () => {
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      const plan = await planWithSearchIndex(source, asked(source, 'lift'));
      expect([source.name, plan]).toEqual([source.name, expect.stringMatching(/"Index Cond":"[^"]*org_id[^"]*~~/)]);
    }
  });

  /** The plan of a statement if its table had no other index: for the few rows of the demo, any index is as good. */
  async function planWithSearchIndex({ table }: ReadSource, [text, params]: ReturnType<typeof asked>): Promise<string> {
    let plan = '';
    const over = new Error('over');
    const look = server.database.transaction(async ({ run }) => {
      await run('set local enable_seqscan = off', [], 'array');
      const others = `update pg_index set indisvalid = false where indrelid = $1::regclass and indexrelid::regclass::text !~ 'search'`;
      await run(others, [getTableName(table)], 'array');
      plan = JSON.stringify(await run(`explain (format json) ${text}`, params, 'array'));
      throw over;
    });
    await expect(look).rejects.toBe(over);
    return plan.replaceAll('\\"', "'");
  }
});
