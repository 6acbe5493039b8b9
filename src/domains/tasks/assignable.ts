import { invalidField } from '../../platform/http/problem.js';
import type { Part } from '../../platform/resources/resource.js';
import type { Requirement } from '../../platform/database/requirement.js';
import type { MemberDirectory } from '../../platform/tenancy/member-directory.js';

interface Assigned {
  readonly orgId: string;
  readonly propertyId: string;
  readonly assigneeId: string | null;
}

/** Requires that the assignee, if that or the property changes, may see the property. */
export const assignable = (
  members: MemberDirectory,
  { orgId, propertyId, assigneeId }: Assigned,
  changes: Part<Assigned>,
): Requirement | undefined =>
  assigneeId !== null && (changes.propertyId !== undefined || changes.assigneeId !== undefined)
    ? members.maySee({ orgId, userId: assigneeId, propertyId }, () =>
        invalidField('assigneeId', 'must be a user who may see the property', 'cannotSeeProperty'),
      )
    : undefined;
