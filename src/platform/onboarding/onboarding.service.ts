import { Inject, Injectable } from '@nestjs/common';
import type { Onboarding, OnboardingState } from '@bellhop/hotel';
import type { Clock } from '@bellhop/realtime';
import { eq } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import { Database } from '../database/database.js';
import { CLOCK, isoNow } from '../time/clock.js';
import { Writes } from '../writes/writes.js';
import { onboarding } from './onboarding.schema.js';
import { SampleMarks } from './sample-marks.js';

/** How far an organisation's first steps have come. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly database: Database,
    private readonly writes: Writes,
    private readonly marks: SampleMarks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get({ orgId }: Principal): Promise<Onboarding> {
    const { db } = this.database;
    const [row] = await db.select({ state: onboarding.state }).from(onboarding).where(eq(onboarding.orgId, orgId));
    return { state: row?.state ?? 'started', sampleRows: await this.marks.count(orgId) };
  }

  async update(principal: Principal, state: OnboardingState): Promise<Onboarding> {
    const { orgId } = principal;
    const row = { state, updatedAt: isoNow(this.clock) };
    await this.writes.run(principal, undefined, ({ tx }) =>
      tx.db
        .insert(onboarding)
        .values({ orgId, ...row })
        .onConflictDoUpdate({ target: onboarding.orgId, set: row }),
    );
    return this.get(principal);
  }
}
