import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';

/** A user with the name that their invitation had. */
export interface Invited {
  readonly orgId: string;
  readonly userId: string;
  readonly name: string;
}

/** Port for reporting new members, implemented by the users domain. */
export abstract class OrgMembers {
  /** Reports, within `unit`, that a user accepted an invitation. Call after their row has been updated. */
  abstract joined(unit: UnitOfWork<Tx>, invited: Invited): Promise<void>;
}
