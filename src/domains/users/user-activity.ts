import { userSchema } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import { ActivityLog, type Actor, type KindLog, writeEntries } from '../../platform/activity/activity-log.js';
import type { Tx } from '../../platform/database/database.js';
import type { UserRow } from './users.repository.js';

/** Those who run the organisation: how colleagues got their rights does not concern everyone. */
const READERS = new Set(['owner', 'manager']);

/** Records in the activity log how users change, in the transaction of the change. */
@Injectable()
export class UserActivity {
  readonly #log: KindLog;

  constructor(activity: ActivityLog) {
    this.#log = activity.of({ name: 'user', id: 'userId', schema: userSchema, roles: READERS, audience: undefined });
  }

  created(tx: Tx, by: Actor, row: UserRow): Promise<void> {
    return writeEntries(tx, this.#log.created(by, row));
  }

  updated(tx: Tx, by: Actor, before: UserRow, after: UserRow): Promise<void> {
    return writeEntries(tx, this.#log.updated(by, before, after));
  }

  deleted(tx: Tx, by: Actor, row: UserRow): Promise<void> {
    return writeEntries(tx, this.#log.deleted(by, row));
  }
}
