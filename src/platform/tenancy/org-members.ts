import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';

/** How an org is told of its people by who lets them in, without knowing the users domain, which provides this. */
export abstract class OrgMembers {
  /** Tells that somebody has taken up their invitation, as part of `unit`. To be called when their row is as it shall be. */
  abstract joined(unit: UnitOfWork<Tx>, orgId: string, userId: string): Promise<void>;
}
