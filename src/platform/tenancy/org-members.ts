import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';

/** Port for reporting new members, implemented by the users domain. */
export abstract class OrgMembers {
  /** Reports, within `unit`, that a user accepted an invitation. Call after their row has been updated. */
  abstract joined(unit: UnitOfWork<Tx>, orgId: string, userId: string): Promise<void>;
}
