import type { Principal } from '../access/principal.js';
import type { Requirement } from '../database/requirement.js';

/**
 * Loads sessions and rights. Once cached, they are kept current by the log (session-access.ts). Provided by the users domain,
 * since rights belong to users.
 */
export abstract class Principals {
  /** Returns `undefined` if the session is unknown or ended, or its user is disabled. */
  abstract load(sessionId: string): Promise<Principal | undefined>;

  /** Returns the principals signed in to an org; beyond 200 sessions, the most recently refreshed. */
  abstract loadOrg(orgId: string): Promise<readonly Principal[]>;

  /**
   * Requires that the caller is still signed in with the rights that were checked. Those come from memory, and another instance
   * may have just revoked them.
   */
  abstract isCurrent(principal: Principal): Requirement;
}
