import type { OnModuleInit, Provider } from '@nestjs/common';
import type { PgTable } from 'drizzle-orm/pg-core';
import { v7 as uuidv7 } from 'uuid';
import { type DemoGroup, type DemoSource, DemoSources } from './demo-source.js';
import type { Random } from '../random/random.js';

/** Provider for a domain's module that fills a table in each demo group. */
export const demoRows = <T extends PgTable>(
  table: T,
  rowsOf: (group: DemoGroup, random: Random) => T['$inferInsert'][],
): Provider => ({
  provide: Symbol('demo rows'),
  inject: [DemoSources],
  useFactory: (sources: DemoSources): DemoSource & OnModuleInit => ({
    onModuleInit() {
      sources.add(this);
    },
    async fill({ db }, group, random) {
      await db.insert(table).values(rowsOf(group, random));
    },
  }),
});

/**
 * Columns common to all demo rows, which the manager keeps.
 * @param id name of the id's field
 * @param created Unix milliseconds, like `updated`
 */
export const demoRow = <K extends string>(id: K, group: DemoGroup, created: number, updated = created) =>
  ({
    [id]: uuidv7({ msecs: created }),
    orgId: group.orgId,
    createdAt: new Date(created).toISOString(),
    updatedAt: new Date(updated).toISOString(),
    updatedBy: group.managerId,
    version: updated === created ? 1 : 2,
  }) as { [P in K | 'orgId' | 'createdAt' | 'updatedAt' | 'updatedBy']: string } & { version: number };

/** The choice for a row, in turn. */
export const cycle = <const T>(choices: readonly [T, ...T[]], index: number): T =>
  choices[index % choices.length] ?? choices[0];
