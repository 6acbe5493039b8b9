import type { Role } from '@bellhop/hotel';
import { invalidField } from '../../platform/http/problem.js';

/** A user's role and visible properties. `propertyIds` is sorted and unique, and empty with `allProperties`. */
export interface Rights {
  readonly role: Role;
  readonly allProperties: boolean;
  readonly propertyIds: readonly string[];
}

/** Rights as requested; omitted ones stay as they are. */
export interface AskedRights {
  readonly role?: Role | undefined;
  readonly allProperties?: boolean | undefined;
  readonly propertyIds?: readonly string[] | undefined;
}

/**
 * Returns the rights of a new user.
 * @throws ProblemException `validation_failed` when the visible properties are missing or contradictory
 */
export function firstRights(role: Role, asked: AskedRights): Rights {
  if (role !== 'owner' && asked.allProperties !== true && asked.propertyIds === undefined) {
    throw invalidField('propertyIds', 'must be given unless allProperties is true', 'required');
  }
  return rightsAfter({ role, allProperties: true, propertyIds: [] }, asked);
}

/**
 * Returns the rights after a change. Owners see every property, and keep seeing them after losing the role unless the request
 * says otherwise.
 * @throws ProblemException `validation_failed` when the request contradicts itself
 */
export function rightsAfter(before: Rights, { role = before.role, allProperties, propertyIds }: AskedRights): Rights {
  const everything = { role, allProperties: true, propertyIds: [] };
  if (role === 'owner') {
    if (allProperties === false) throw invalidField('allProperties', 'must be true: an owner sees every property');
    if (propertyIds !== undefined && propertyIds.length > 0) {
      throw invalidField('propertyIds', 'must be omitted: an owner sees every property');
    }
    return everything;
  }
  if (allProperties === true) {
    if (propertyIds !== undefined && propertyIds.length > 0) {
      throw invalidField('propertyIds', 'must be omitted if allProperties is true');
    }
    return everything;
  }
  if (propertyIds !== undefined) return { role, allProperties: false, propertyIds: inOrder(propertyIds) };
  if (allProperties === false && before.allProperties) {
    throw invalidField('propertyIds', 'must be given if allProperties is false', 'required');
  }
  return { ...before, role };
}

/** Whether both see the same properties. */
export const seeTheSame = (a: Rights, b: Rights): boolean =>
  a.allProperties === b.allProperties && a.propertyIds.join() === b.propertyIds.join();

/** Returns unique ids in the database's order; a request may spell them in upper case. */
const inOrder = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))].sort();
