import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { argon2id } from '../auth/passwords.js';
import type { Settings } from '../config/settings.js';
import { StartupError } from '../config/startup-error.js';
import { DemoSeeder } from './demo-seeder.js';
import type { DemoSources } from './demo-source.js';
import { DEMO_PASSWORD } from './groups.js';

describe('production on a database with demo data', () => {
  let fixture: DomainFixture;
  beforeAll(async () => {
    fixture = await createDomainFixture();
  });
  afterAll(() => fixture.close());

  const start = () => {
    const settings = { production: true, demo: false } as Settings;
    const { clock, database, accounts } = fixture;
    return new DemoSeeder(settings, clock, database, accounts, {} as DemoSources).onApplicationBootstrap();
  };
  const has = async (email: string, password: string, disabled = false): Promise<void> => {
    await fixture.database.query(
      'update users set email = $1, password_hash = $2, disabled_at = $3 where user_id = $4',
      [email, await argon2id.hash(password), disabled ? new Date().toISOString() : null, fixture.staff.userId],
    );
  };

  it.each(['owner@aurora.test', 'ines.carvalho@borealis.test'])(
    'refuses to start while %s still has the demo password',
    async (email) => {
      await has(email, DEMO_PASSWORD);
      await expect(start()).rejects.toThrow(StartupError);
      await expect(start()).rejects.toThrow(email);
    },
  );

  it('offers no logins, even where the setting and the rows say demo', async () => {
    const settings = { production: true, demo: true } as Settings;
    const { clock, database, accounts } = fixture;
    await has('owner@aurora.test', DEMO_PASSWORD);
    expect(await new DemoSeeder(settings, clock, database, accounts, {} as DemoSources).logins()).toEqual([]);
  });

  it('starts when the demo logins have another password or are disabled', async () => {
    await has('owner@aurora.test', 'another one altogether');
    await start();
    await has('owner@aurora.test', DEMO_PASSWORD, true);
    await start();
  });
});
