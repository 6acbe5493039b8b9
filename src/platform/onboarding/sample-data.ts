import { Inject, Injectable } from '@nestjs/common';
import { dayIn, type SampleRemoval } from '@bellhop/hotel';
import type { Clock } from '@bellhop/realtime';
import type { Principal } from '../access/principal.js';
import { sqlState } from '../database/database.errors.js';
import { Random } from '../random/random.js';
import { conflict, ProblemException } from '../http/problem.js';
import { PropertySource } from '../tenancy/property-source.js';
import { CLOCK } from '../time/clock.js';
import { combine, type Plan } from '../writes/plan.js';
import { Writes } from '../writes/writes.js';
import { SampleMarks } from './sample-marks.js';
import { type SampleProperty, type SampleSource, SampleSources } from './sample-sources.js';

const SEED = 20_261_122;
/** Rows in one statement: it and its events are committed together. */
const BATCH = 20;
const UNIQUE_VIOLATION = '23505';

/**
 * Sample data in an organisation's first property, to try the pages with. Rows are added and removed through the services of
 * their domains, so that rules and events are those of any other row, and each is marked in the statement that adds it.
 * Removal deletes rows that nobody has changed: a changed row is somebody's work and stays.
 */
@Injectable()
export class SampleData {
  constructor(
    private readonly sources: SampleSources,
    private readonly marks: SampleMarks,
    private readonly properties: PropertySource,
    private readonly writes: Writes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Adds the rows, unless they are there. A request that is interrupted leaves whole batches, which can be removed.
   * @throws ProblemException `conflict` without a property in use, or when somebody removes the rows meanwhile
   */
  async add(principal: Principal): Promise<void> {
    const { orgId, userId } = principal;
    const facts = await this.properties.oldestInUse(orgId);
    if (!facts) throw conflict('noProperty', 'Add a property first: sample data belongs to one.');
    if ((await this.marks.count(orgId)) !== null) return;
    const property = { ...facts, userId, today: dayIn(facts.timezone, this.clock.now()) };
    try {
      const open = { write: [this.marks.open(orgId, facts.propertyId)], respond: undefined };
      await this.writes.commit(principal, undefined, open);
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return;
      throw error;
    }
    const random = new Random(SEED);
    for (const source of this.sources.all) await this.#fill(principal, source, property, random);
  }

  /** Removes the rows in batches. A request that is interrupted can be repeated. */
  async remove(principal: Principal): Promise<SampleRemoval> {
    const { orgId } = principal;
    await this.writes.run(principal, undefined, ({ tx }) => this.marks.close(tx, orgId));
    const done = { removed: 0, kept: 0 };
    for (;;) {
      const batch = await this.marks.next(orgId, BATCH);
      if (batch.length === 0) return done;
      for (const { kind, rowId, version } of batch) {
        const isRemoved = await unlessChanged(() => this.sources.of(kind)?.remove(principal, rowId, version));
        done[isRemoved ? 'removed' : 'kept'] += 1;
      }
      const rowIds = batch.map(({ rowId }) => rowId);
      await this.writes.run(principal, undefined, ({ tx }) => this.marks.forget(tx, orgId, rowIds));
    }
  }

  async #fill(principal: Principal, source: SampleSource, property: SampleProperty, random: Random): Promise<void> {
    const { orgId } = principal;
    const plans = await source.plans(principal, property, random);
    for (let begin = 0; begin < plans.length; begin += BATCH) {
      const batch = plans.slice(begin, begin + BATCH);
      const marks: Plan<undefined> = {
        require: [this.marks.isOpen(orgId, property.propertyId)],
        write: batch.map(({ respond }) =>
          this.marks.mark({ orgId, rowId: source.idOf(respond), kind: source.kind, version: respond.version }),
        ),
        respond: undefined,
      };
      await this.writes.commit(principal, undefined, combine(batch, marks));
    }
  }
}

/** Returns `false` for a row that has changed, or is gone. */
async function unlessChanged(remove: () => Promise<void> | undefined): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    if (error instanceof ProblemException && ['version_conflict', 'not_found'].includes(error.code)) return false;
    throw error;
  }
}
