import type { Requirement } from '../database/requirement.js';

/** Questions that any domain may ask about an org's members. Provided by the users domain. */
export abstract class MemberDirectory {
  /** Requires that `userId` is an active member who may see the property, neither disabled nor only invited. */
  abstract maySee(
    member: { readonly orgId: string; readonly userId: string; readonly propertyId: string },
    otherwise: () => Error,
  ): Requirement;
}
