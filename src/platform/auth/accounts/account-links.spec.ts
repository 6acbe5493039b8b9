import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDomainFixture, type DomainFixture } from '../../../../test/support/domain-fixture.js';
import { AccountLinks } from './account-links.js';

describe('a mailed link', () => {
  let fixture: DomainFixture;
  let links: AccountLinks;
  beforeAll(async () => {
    fixture = await createDomainFixture();
    links = new AccountLinks(fixture.database);
  });
  afterAll(() => fixture.close());

  const use = (token: string, purpose: 'invitation' | 'password-reset') =>
    fixture.database.transaction((tx) => links.use(tx, token, purpose));

  it('works for its purpose only, and once', async () => {
    const { orgId, userId } = fixture.owner;
    const token = await fixture.database.transaction((tx) => links.issue(tx, 'invitation', { orgId, userId }));
    expect(await links.find(token, 'password-reset')).toBeUndefined();
    expect(await use(token, 'password-reset')).toBeUndefined();
    expect(await links.find(token, 'invitation')).toEqual({ orgId, userId });
    expect(await use(token, 'invitation')).toEqual({ orgId, userId });
    expect(await use(token, 'invitation')).toBeUndefined();
  });
});
