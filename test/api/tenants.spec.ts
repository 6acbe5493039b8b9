import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES } from '@bellhop/hotel';
import { formatCursor } from '@bellhop/protocol';
import fc from 'fast-check';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { Attempts } from '../support/tenants/attempts.js';
import { canariesIn } from '../support/tenants/canaries.js';
import { digests, logHeads } from '../support/tenants/census.js';
import { isOfTheProcess, NOT_404, OWN_CHOICE, PAGES, REFUSED } from '../support/tenants/expectations.js';
import { ownIds } from '../support/tenants/filling.js';
import type { Person } from '../support/tenants/founding.js';
import { leaksIn } from '../support/tenants/leaks.js';
import { type Field, nameOf, type Operation, takesAnId, undescribed } from '../support/domains/operations.js';
import { PLANTED_OPERATIONS, plantedIn } from '../support/tenants/planted-routes.js';
import { readAll } from '../support/tenants/reading.js';
import { Requests, type Said } from '../support/tenants/requests.js';
import { createTenantsFixture, type TenantsFixture } from '../support/tenants/tenants-fixture.js';
import { LENGTHS } from '../support/tenants/writing.js';

const takesAnothers = (operation: Operation, field: Field): boolean =>
  takesAnId(field) && !OWN_CHOICE.has(nameOf(operation, field));

const nth = <T>(all: readonly T[], number: number): T => all[number % all.length] as T;

/** Thousands of requests, perhaps on a busy machine. */
const TIMEOUT_MS = 180_000;

describe('tenants', () => {
  let fixture: TenantsFixture;
  beforeAll(async () => {
    fixture = await createTenantsFixture();
  }, TIMEOUT_MS);
  // Undefined when the setup failed; the server is closed already.
  afterAll(() => (fixture as TenantsFixture | undefined)?.close());

  /** All owners, and a few others, who see a part of what the owners see. */
  const readers = (): readonly Person[] => [
    ...fixture.tenants.map(({ people }) => people.owner),
    ...fixture.tenants.slice(0, 5).flatMap(({ people: { manager, staff } }) => [manager, staff]),
  ];

  it('are asked on every route: one missing from the document fails here', () => {
    const { server, operations, guarded, operation } = fixture;
    expect(undescribed(server.app.get(RouteTable).all(), operations, PAGES)).toEqual([]);
    expect(guarded.length).toBeGreaterThan(50);
    const room: Field = { place: 'query', name: 'roomId', schema: { type: 'string' } };
    const untyped = { ...operation('GET /tasks'), name: 'GET /spa', fields: [room] };
    expect(undescribed([{ method: 'GET', path: '/spa/:bookingId' }], [untyped], PAGES)).toEqual([
      expect.stringContaining('GET /spa/{bookingId} is not in /openapi.json'),
      expect.stringContaining('GET /spa has query roomId, whose schema is no uuid'),
    ]);
  });

  it('have rows of every kind, with texts that name their tenant', async () => {
    const { tenants, census, requests, guarded } = fixture;
    for (const { index } of tenants) expect(census.kinds(index).size).toBeGreaterThan(10);
    const [{ index, people }] = tenants;
    const shown = (await readAll(requests, guarded, [people.owner]))
      .filter(({ answer }) => canariesIn(answer.text).has(index))
      .map(({ operation }) => operation.name);
    expect(shown).toEqual(expect.arrayContaining(['GET /audit', 'GET /auth/sessions', 'GET /v2/realtime/keys']));
    expect(shown).toEqual(expect.arrayContaining(['GET /v2/realtime/dead-letters', 'GET /v2/realtime/poll']));
    expect(shown).toEqual(expect.arrayContaining(['GET /tasks/{taskId}', 'GET /tasks/realtime/subscribe']));
    expect(shown.length).toBeGreaterThan(15);
  });

  it('read nothing of each other on any route, and get the cursor of their own log', async () => {
    const { server, requests, operations, census, epoch, tenants } = fixture;
    const { heads } = await logHeads(server.database);
    // Of different lengths; otherwise the wrong log would go unnoticed.
    expect(new Set(tenants.map(({ orgId }) => heads.get(orgId)?.seq)).size).toBe(LENGTHS);
    const wrong = (await readAll(requests, operations, readers())).flatMap(({ person, operation, answer }) => {
      const { index, orgId } = person.tenant;
      const found = [...leaksIn(answer, index, census)];
      const allowed = person.role === 'owner' ? [200, 410] : [200, 403, 404, 410];
      if (!allowed.includes(answer.status)) found.push(`${answer.status}: ${answer.text}`);
      // From the beginning of a complete log.
      if (/"gap"|^event: gap/m.test(answer.text) && operation.opensTo === 'sessions')
        found.push('a gap in its own log');
      const cursor = answer.headers['x-realtime-cursor'];
      if (cursor !== undefined && cursor !== formatCursor({ epoch, seq: 0, mark: 0, ...heads.get(orgId) })) {
        found.push('the cursor of another log');
      }
      return found.map((what) => `${operation.name}, ${person.role}: ${what}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('get only their own data in responses to writes under a shared idempotency key, and in mails', () => {
    const { written, census, mailbox, tenants } = fixture;
    const wrong = written.flatMap((answers, at) =>
      [...answers].flatMap(([name, answer]) => leaksIn(answer, at + 1, census).map((what) => `${name}: ${what}`)),
    );
    expect([...new Set(wrong)]).toEqual([]);
    expect(mailbox.mails.length).toBeGreaterThanOrEqual(tenants.length);
    for (const { to, subject, text } of mailbox.mails) {
      expect([...canariesIn(`${subject} ${text}`)]).toEqual([...canariesIn(to)]);
    }
  });

  describe('that name another tenant’s rows', () => {
    let before: Readonly<Record<string, string>>;
    let attempts: Attempts;
    beforeAll(async () => {
      before = await digests(fixture.server.database);
      attempts = new Attempts(fixture);
    });

    it(
      'get 404 for every id on every parameter, as for ids that do not exist',
      async () => {
        const { guarded, operations } = fixture;
        expect(await attempts.onIds(guarded)).toEqual([]);
        expect(attempts.made).toBeGreaterThan(2_000);
        // Every exception is needed and was used.
        expect([...attempts.used].sort()).toEqual(Object.keys(NOT_404).sort());
        const fields = guarded.flatMap((operation) => operation.fields.map((field) => nameOf(operation, field)));
        expect(fields).toEqual(expect.arrayContaining([...OWN_CHOICE]));
        expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(REFUSED)));
      },
      TIMEOUT_MS,
    );

    it(
      'learn nothing from ids in text parameters, nor from another tenant’s paging positions',
      async () => {
        expect(await attempts.onTexts(fixture.guarded)).toEqual([]);
      },
      TIMEOUT_MS,
    );

    it(
      'learn and write nothing by unknown fields and headers',
      async () => {
        const steady = fixture.guarded.filter((operation) => !isOfTheProcess(operation));
        expect(await attempts.onSmuggled(steady)).toEqual([]);
      },
      TIMEOUT_MS,
    );

    it(
      'get the same response as for ids that do not exist, mixed with their own at random',
      async () => {
        const { guarded, tenants, census } = fixture;
        const open = guarded.filter((operation) => operation.fields.some((field) => takesAnothers(operation, field)));
        const number = fc.nat({ max: 1_000_000 });
        const choice = fc.record({ which: number, isOwn: fc.boolean(), comesFirst: fc.boolean() });
        const run = fc.record({
          operation: fc.constantFrom(...open),
          role: fc.constantFrom(...ROLES),
          who: number,
          whose: number,
          // The first is always another tenant’s.
          choices: fc.tuple(
            choice.map((first) => ({ ...first, isOwn: false })),
            choice,
            choice,
            choice,
          ),
        });
        await fc.assert(
          fc.asyncProperty(run, async ({ operation, role, who, whose, choices }) => {
            const tenant = nth(tenants, who);
            const other = nth(
              tenants.filter((each) => each !== tenant),
              whose,
            );
            const fields = operation.fields.filter((field) => takesAnothers(operation, field));
            const chosen = fields
              .map((field, at) => ({ field, ...nth(choices, at) }))
              .filter(({ isOwn }) => !isOwn)
              .map(({ field, which, comesFirst }) => ({
                field,
                comesFirst,
                id: nth(census.of(other.index), which).id,
              }));
            const saying = (idOf: (id: string) => string): Said => {
              const said: Record<Field['place'], Record<string, unknown>> = {
                path: {},
                query: {},
                header: {},
                body: {},
              };
              for (const { field, comesFirst, id } of chosen) {
                const own = ownIds(field.name, tenant);
                const list = comesFirst ? [idOf(id), ...own] : [...own, idOf(id)];
                said[field.place][field.name] = field.schema.items ? list : idOf(id);
              }
              return said as Said;
            };
            const sent = new Set(chosen.map(({ id }) => id));
            const nobodys = saying((id) => census.nobodysBeside(id));
            const wrong = await attempts.onSeveral(operation, tenant.people[role], saying(String), nobodys, sent);
            expect({ operation: operation.name, wrong }).toEqual({ operation: operation.name, wrong: [] });
          }),
          { numRuns: 150 },
        );
      },
      TIMEOUT_MS,
    );

    it('change nobody’s rows', async () => {
      expect(await digests(fixture.server.database)).toEqual(before);
    });

    it('are caught when a planted route forgets the tenant', async () => {
      const { server, ask, epoch, census, tenants } = fixture;
      const planted = new Requests(plantedIn(server, ask), epoch);
      const caught = new Attempts({ requests: planted, census, tenants });
      const found = [...(await caught.onIds(PLANTED_OPERATIONS)), ...(await caught.onTexts(PLANTED_OPERATIONS))];
      expect(found).toEqual(
        expect.arrayContaining([
          'GET /planted/{taskId} path taskId, owner: a text of another tenant',
          'GET /planted/{taskId} path taskId, staff: 200, not 404',
          'PATCH /planted/{taskId} path taskId, owner: 403 where an unknown id gets 404',
          'GET /planted query propertyId, manager: an id of another tenant',
          'GET /planted/count query propertyId, owner: 200 where an unknown id gets 200',
          'GET /planted/all query after, owner: a text of another tenant',
        ]),
      );
    });
  });
});
