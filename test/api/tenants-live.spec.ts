import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatCursor, type PollResponse, type Ticket } from '@bellhop/protocol';
import { DomainEvents, DomainRegistry } from '@bellhop/realtime';
import { tasksDomain } from '../../src/domains/tasks/tasks.events.js';
import type { Tx } from '../../src/platform/database/database.js';
import { type Answer, inTurns } from '../support/tenants/asking.js';
import { Census, digests, logHeads } from '../support/tenants/census.js';
import { isOfTheProcess } from '../support/tenants/expectations.js';
import type { Given } from '../support/tenants/filling.js';
import type { Tenant } from '../support/tenants/founding.js';
import { lasting, leaksIn } from '../support/tenants/leaks.js';
import { isFor, type LiveReader, logAfter, pollAt, streamAt } from '../support/tenants/live-readers.js';
import { readAll } from '../support/tenants/reading.js';
import { createTenantsFixture, type TenantsFixture } from '../support/tenants/tenants-fixture.js';

const PUBLISH = 'POST /v2/realtime/events';
const STREAM = '/v2/realtime/stream';

/** Allows for a busy machine. */
const TIMEOUT_MS = 120_000;

describe('tenants that share a server', () => {
  let fixture: TenantsFixture;
  /** Every polling route. */
  let polls: readonly string[];
  beforeAll(async () => {
    fixture = await createTenantsFixture();
    const transports = fixture.operations.filter(({ fields }) => fields.some(({ name }) => name === 'Last-Event-ID'));
    polls = transports.map(({ path }) => path).filter((path) => path !== STREAM);
  }, TIMEOUT_MS);
  // Undefined when the setup failed; the server is closed already.
  const domains = () => fixture.server.app.get(DomainRegistry, { strict: false }).byName;
  afterAll(() => (fixture as TenantsFixture | undefined)?.close());

  it(
    'receive all their own events on every subscription route and no others, while all write concurrently',
    async () => {
      const { server, url, ask, tenants, writing, epoch } = fixture;
      expect(polls).toEqual(expect.arrayContaining(['/v2/realtime/poll', '/tasks/realtime/subscribe']));
      const { heads } = await logHeads(server.database);
      const headOf = ({ orgId }: Tenant): number => heads.get(orgId)?.seq ?? 0;
      const readers: LiveReader[] = [];
      for (const tenant of tenants) {
        const { owner, staff } = tenant.people;
        const cursor = formatCursor({ epoch, seq: headOf(tenant) });
        readers.push(await streamAt(url, owner), await streamAt(url, staff));
        readers.push(...polls.map((path) => pollAt(ask, path, owner, cursor)));
      }
      const written = await Promise.all(
        tenants.map((tenant) => writing.all(tenant, ['POST', 'PATCH', 'DELETE'], 'another-key')),
      );
      const census = await Census.take(server.database, tenants);
      const answers = written.flatMap((all, at) =>
        [...all.values()].flatMap((answer) => leaksIn(answer, at + 1, census)),
      );
      expect(answers).toEqual([]);
      const wrong = await inTurns(readers, readers.length, async ({ person, endpoint, raw, events, reach }) => {
        const logged = await logAfter(server.database, person.tenant, headOf(person.tenant));
        const expected = logged.filter((event) => isFor(person, endpoint, event, domains())).map(({ seq }) => seq);
        await reach(expected.at(-1) ?? 0);
        const found = raw.flatMap((text) => leaksIn({ status: 200, headers: {}, text }, person.tenant.index, census));
        const got = events.map(({ seq }) => seq);
        if (got.join() !== expected.join()) found.push(`got ${got.join()}, not ${expected.join()}`);
        if (expected.length < 3) found.push('nothing to read: have a POST, PATCH and DELETE raise its events');
        return found.map((what) => `${endpoint}, ${person.role}: ${what}`);
      });
      for (const reader of readers) reader.close();
      expect([...new Set(wrong.flat())]).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('continue in their own log, or get a gap, from another tenant’s cursor', async () => {
    const { server, url, ask, tenants, neighbour, census, epoch } = fixture;
    const { heads } = await logHeads(server.database);
    await inTurns(tenants, 8, async (tenant) => {
      const { owner } = tenant.people;
      const [own, theirs] = [heads.get(tenant.orgId)?.seq ?? 0, heads.get(neighbour(tenant).orgId)?.seq ?? 0];
      const cursor = formatCursor({ epoch, seq: theirs });
      const stream = await streamAt(url, owner, `?cursor=${cursor}`);
      const poll = await ask({
        method: 'GET',
        path: `/v2/realtime/poll?timeoutMs=1000&cursor=${cursor}`,
        headers: { authorization: `Bearer ${owner.token}` },
      });
      const { events, gap } = JSON.parse(poll.text) as PollResponse;
      const logged = await logAfter(server.database, tenant, theirs);
      const expected = logged.filter((event) => isFor(owner, STREAM, event, domains())).map(({ seq }) => seq);
      expect([gap?.reason, events.map(({ seq }) => seq)]).toEqual([theirs > own ? 'ahead' : undefined, expected]);
      if (expected.length > 0) await stream.reach(expected.at(-1) ?? 0);
      expect(stream.events.map(({ seq }) => seq)).toEqual(expected);
      stream.close();
      expect(leaksIn({ ...poll, text: `${poll.text} ${stream.raw.join()}` }, tenant.index, census)).toEqual([]);
    });
  });

  it('see only what its own session may see by another tenant’s ticket', async () => {
    const { ask, requests, operation, tenants, neighbour, census, epoch } = fixture;
    const [tenant] = tenants;
    const other = neighbour(tenant);
    const issue = async (): Promise<string> => {
      const { text } = await requests.send(operation('POST /v2/realtime/tickets'), other.people.owner);
      return (JSON.parse(text) as Ticket).ticket;
    };
    const query = { ticket: await issue(), cursor: `${epoch}.0` };
    const beside = await requests.send(operation(`GET ${STREAM}`), tenant.people.owner, { query });
    expect([beside.status, leaksIn(beside, tenant.index, census)]).toEqual([200, []]);
    const narrowed = new URLSearchParams({ ticket: await issue(), propertyId: tenant.propertyId });
    const across = await ask({ method: 'GET', path: `${STREAM}?${narrowed.toString()}` });
    expect([across.status, leaksIn(across, other.index, census, new Set([tenant.propertyId]))]).toEqual([404, []]);
  });

  it(
    'see no difference in any sum or cursor, whatever the others write',
    async () => {
      const { tenants, requests, operations, writing } = fixture;
      const [quiet, ...others] = tenants;
      const steady = operations.filter((operation) => !isOfTheProcess(operation));
      const seen = async (): Promise<readonly string[]> =>
        (await readAll(requests, steady, Object.values(quiet.people))).map(
          ({ person, operation, answer: { status, headers, text } }) =>
            `${person.role} ${operation.name} ${status} ${headers['x-realtime-cursor']} ${lasting(text)}`,
        );
      const before = await seen();
      const busy = others.slice(0, 5);
      // Their new rows are still there then, so a sum over all tenants would differ.
      await Promise.all(busy.map((tenant) => writing.all(tenant, ['POST', 'PATCH'], 'a-third-key')));
      expect(await seen()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  describe('and publish', () => {
    const publish = (tenant: Tenant, body: Given): Promise<Answer> =>
      fixture.requests.send(fixture.operation(PUBLISH), tenant.people.owner, { body });

    it('may use another tenant’s event id, and neither event is lost', async () => {
      const { server, tenants, neighbour, census } = fixture;
      const [tenant] = tenants;
      const other = neighbour(tenant);
      const { id } = census.of(other.index).find(({ kind }) => kind === 'realtime_events.event_id') ?? { id: '' };
      const called = (): Promise<readonly object[]> =>
        server.database.query('select org_id, payload from realtime_events where event_id = $1 order by seq', [id]);
      const theirs = await called();
      expect(theirs).toMatchObject([{ org_id: other.orgId }]);
      expect((await publish(tenant, { eventId: id })).status).toBe(202);
      const both = await called();
      expect(both).toHaveLength(2);
      expect(both).toEqual(expect.arrayContaining([...theirs, expect.objectContaining({ org_id: tenant.orgId })]));
    });

    it('write nothing when one event of a batch is for another tenant', async () => {
      const { server, ask, requests, operation, tenants, neighbour, census } = fixture;
      const [tenant] = tenants;
      const { orgId, propertyId } = neighbour(tenant);
      const before = await digests(server.database);
      const question = await requests.write(operation(PUBLISH), tenant.people.owner);
      for (const theirs of [{ orgId }, { propertyId }]) {
        const body = [question.body, { ...(question.body as object), ...theirs }];
        const answer = await ask({ ...question, body });
        expect([answer.status, leaksIn(answer, tenant.index, census)]).toEqual([404, []]);
      }
      expect(await digests(server.database)).toEqual(before);
    });
  });

  it('have no event without an org: one of none is refused, counted and not written', async () => {
    const { server, ask, tenants } = fixture;
    const [{ propertyId }] = tenants;
    const events = server.app.get<DomainEvents<Tx>>(DomainEvents, { strict: false });
    const refused = async (): Promise<number> => {
      const { text } = await ask({ method: 'GET', path: '/metrics' });
      return Number(/^bellhop_events_refused_total (\d+)$/m.exec(text)?.[1]);
    };
    const stored = await digests(server.database);
    for (const none of [undefined, null, '']) {
      const before = await refused();
      const event = { orgId: none as string, propertyId, payload: { taskId: propertyId, version: 1 } };
      const raising = events.transaction(async ({ tx, raise }) => {
        // Any row: it must be rolled back with its refused event.
        await tx.run("insert into orgs (org_id, name, created_at) values ($1, 'x', now())", [propertyId], 'object');
        raise(tasksDomain, 'TaskDeleted', event);
      });
      await expect(raising).rejects.toMatchObject({ code: 'event_without_org' });
      expect(() => events.raiseEphemeral(tasksDomain, 'TaskDeleted', event)).toThrow(
        expect.objectContaining({ code: 'event_without_org' }),
      );
      expect([none, await refused()]).toEqual([none, before + 2]);
    }
    expect(await digests(server.database)).toEqual(stored);
  });
});
