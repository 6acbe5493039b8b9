import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@bellhop/hotel';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { AuditLog } from './audit-log.js';
import { AuditTrail } from './audit-trail.js';
import { SignInFailures } from './sign-in-failures.js';

const HOUR_MS = 3_600_000;

describe('failed sign-ins', () => {
  let fixture: DomainFixture;
  let audit: AuditLog;
  let failures: SignInFailures;
  beforeAll(async () => {
    fixture = await createDomainFixture();
    audit = new AuditLog(fixture.clock);
    failures = new SignInFailures(audit, fixture.clock);
  });
  afterAll(() => fixture.close());
  beforeEach(() => fixture.database.query('delete from audit_entries', []));

  const fail = (
    who: DomainFixture['owner'] | undefined,
    address = '192.0.2.1',
    reason: 'wrong_password' | 'disabled' = 'wrong_password',
  ) => fixture.database.transaction((tx) => failures.note(tx, who, { reason, address }));
  const trail = async (except?: string) =>
    (await new AuditTrail(fixture.database).list(fixture.owner.orgId, { limit: 200, ...(except && { except }) })).items;
  const detailsOf = ({ details }: AuditEntry): unknown => JSON.parse(details ?? '');

  it('share one entry per account, however many there are, and do not crowd out other entries', async () => {
    const { orgId } = fixture.owner;
    await fixture.database.transaction((tx) => audit.record(tx, { orgId, action: 'role_changed', actor: null }));
    for (let n = 0; n < 300; n += 1) await fail(n % 2 ? fixture.owner : fixture.staff, `192.0.2.${n % 100}`);
    const entries = await trail();
    expect(entries.map(({ action }) => action).sort()).toEqual(['role_changed', 'sign_in_failed', 'sign_in_failed']);
    const [of] = entries.filter(({ targetId }) => targetId === fixture.owner.userId);
    expect(of && detailsOf(of)).toEqual({
      reason: 'wrong_password',
      attempts: 150,
      lastAt: new Date(fixture.clock.now()).toISOString(),
      addresses: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19].map((n) => `192.0.2.${n}`),
    });
    expect((await trail('sign_in_failed')).map(({ action }) => action)).toEqual(['role_changed']);
  });

  it('have only the reason in their details while there is one', async () => {
    await fail(fixture.owner);
    const [entry] = await trail();
    expect(entry).toMatchObject({ action: 'sign_in_failed', targetName: 'owner', address: '192.0.2.1', actorId: null });
    expect(entry?.details).toBe('{"reason":"wrong_password"}');
  });

  it('start another entry after an hour, and for another reason', async () => {
    await fail(fixture.owner);
    await fail(fixture.owner, '192.0.2.1', 'disabled');
    fixture.clock.advance(HOUR_MS - 1);
    await fail(fixture.owner);
    expect(await trail()).toHaveLength(2);
    fixture.clock.advance(1);
    await fail(fixture.owner);
    expect((await trail()).map(detailsOf)).toMatchObject([
      { reason: 'wrong_password' },
      { reason: 'disabled' },
      { reason: 'wrong_password', attempts: 2 },
    ]);
  });

  it('write nothing for an account that does not exist', async () => {
    await fail(undefined);
    expect(await trail()).toEqual([]);
  });
});
