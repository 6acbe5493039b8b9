import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QUEUE_LIMITS } from '../../src/platform/limits/request-queue.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';

const CROWD = 40;

describe('the crowd of one organisation', () => {
  let server: TestApp;
  let owner: Member;
  let other: Member;
  /** Commits of the crowd’s organisation that have reached the database. */
  let commits = 0;
  let letGo = (): void => undefined;
  beforeAll(async () => {
    server = await createTestApp();
    other = await server.signIn('owner', 'borealis');
    owner = await server.signIn('owner');
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const { database } = server;
    const commit = database.commit.bind(database);
    database.commit = async (text, params, options) => {
      if (options?.orgId === owner.signedIn.user.orgId) {
        commits += 1;
        await gate;
      }
      return commit(text, params, options);
    };
  });
  afterAll(() => letGo());
  afterAll(() => server.close());

  it('runs only its share of writes at a time, so other organisations and its own reads are answered first', async () => {
    const task = (member: Member, title: string) => ({ propertyId: firstProperty(member), title });
    let answered = 0;
    const crowd = Array.from({ length: CROWD }, async (_, index) => {
      const { status } = await owner.call('post', '/tasks', task(owner, `crowd ${index}`));
      answered += 1;
      return status;
    });
    await owner.call('get', '/auth/me').expect(200);
    await other.call('post', '/tasks', task(other, 'another')).expect(201);
    await owner.call('get', '/tasks?limit=1').expect(200);
    expect({ commits, answered }).toEqual({ commits: QUEUE_LIMITS.underWay, answered: 0 });
    letGo();
    expect(await Promise.all(crowd)).toEqual(Array<number>(CROWD).fill(201));
    expect(commits).toBe(CROWD);
  });
});
