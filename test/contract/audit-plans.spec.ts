import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditTrail } from '../../src/platform/audit/audit-trail.js';
import type { AuditQuery } from '../../src/platform/audit/audit.query.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { createDomainFixture, type DomainFixture } from '../support/domain-fixture.js';
import { rowsLookedAt } from '../support/plans.js';
import { migratedDatabase } from '../support/prepared-database.js';

const ENTRIES = 20_000;
const LIMIT = 50;
/** Of the trail, by one in {@link ENTRIES} / 20. */
const RARE = '00000000-0000-4000-8000-000000000001';

/** Twenty entries of a rare person, action and address, spread over a trail of twenty thousand. */
const FILL = `
  insert into audit_entries (org_id, entry_id, at, action, actor_id, actor_name, address, details)
  select $1, gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 minute',
    case when n % 1000 = 0 then 'api_key_created' when n % 3 = 0 then 'sign_in_failed' else 'signed_in' end,
    case when n % 1000 = 0 then $2::uuid end, case when n % 1000 = 0 then 'Zoe' else 'Ann' end,
    case when n % 1000 = 0 then '203.0.113.9' else '192.0.2.1' end, '{}'
  from generate_series(1, ${ENTRIES}) as n`;

describe('a page of the audit trail', () => {
  let driver: SqlDriver;
  let fixture: DomainFixture;
  let trail: AuditTrail;
  beforeAll(async () => {
    driver = await migratedDatabase();
    fixture = await createDomainFixture(driver);
    trail = new AuditTrail(fixture.database);
    await fixture.database.query(FILL, [fixture.owner.orgId, RARE]);
    await fixture.database.query('analyze audit_entries', []);
  });
  afterAll(() => fixture.close());

  const day = (name: string) => `2026-01-${name}T00:00:00.000Z`;
  const filters: readonly (readonly [string, Omit<AuditQuery, 'limit'>, number])[] = [
    ['without a filter', {}, LIMIT],
    ['of a person', { actorId: RARE }, 20],
    ['of a rare action', { action: 'api_key_created' }, 20],
    ['of several actions', { action: 'api_key_created,signed_in,user_invited' }, LIMIT],
    ['of an address', { address: '203.0.113.9' }, 20],
    ['of what failed', { outcome: 'failed' }, LIMIT],
    ['of a period', { from: day('03'), to: day('04') }, LIMIT],
    ['of a person within a period', { actorId: RARE, from: day('02'), to: day('10') }, 11],
  ];
  it.each(filters)('%s does not read the trail', async (_, filter, found) => {
    const query = { limit: LIMIT, ...filter };
    expect((await trail.list(fixture.owner.orgId, query)).items).toHaveLength(found);
    const looked = await rowsLookedAt(driver, () => trail.list(fixture.owner.orgId, query));
    expect(looked).toBeGreaterThanOrEqual(found);
    expect(looked).toBeLessThanOrEqual(3 * (LIMIT + 1));
  });
});
