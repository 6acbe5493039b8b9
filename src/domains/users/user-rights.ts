import type { Role } from '@bellhop/hotel';
import { invalidField } from '../../platform/http/problem.js';

/** What somebody may do and see. `propertyIds` is in order, each once, and empty with `allProperties`. */
export interface Rights {
  readonly role: Role;
  readonly allProperties: boolean;
  readonly propertyIds: readonly string[];
}

/** What a request says of rights; the rest stays as it is. */
export interface AskedRights {
  readonly role?: Role | undefined;
  readonly allProperties?: boolean | undefined;
  readonly propertyIds?: readonly string[] | undefined;
}

/**
 * The rights somebody begins with.
 * @throws ProblemException `validation_failed` where it does not say what they see, or says it twice
 */
export function firstRights(role: Role, asked: AskedRights): Rights {
  if (role !== 'owner' && asked.allProperties !== true && asked.propertyIds === undefined) {
    throw invalidField('propertyIds', 'must be given unless allProperties is true');
  }
  return rightsAfter({ role, allProperties: true, propertyIds: [] }, asked);
}

/**
 * Rights after a change. Owners see every property: who becomes one does, and who stops being one goes on doing so until
 * told otherwise.
 * @throws ProblemException `validation_failed` where what is asked contradicts itself
 */
export function rightsAfter(before: Rights, { role = before.role, allProperties, propertyIds }: AskedRights): Rights {
  const everything = { role, allProperties: true, propertyIds: [] };
  if (role === 'owner') {
    if (allProperties === false) throw invalidField('allProperties', 'must be true: an owner sees every property');
    if (propertyIds !== undefined && propertyIds.length > 0) {
      throw invalidField('propertyIds', 'must be left out: an owner sees every property');
    }
    return everything;
  }
  if (allProperties === true) {
    if (propertyIds !== undefined && propertyIds.length > 0) {
      throw invalidField('propertyIds', 'must be left out where allProperties is true');
    }
    return everything;
  }
  if (propertyIds !== undefined) return { role, allProperties: false, propertyIds: inOrder(propertyIds) };
  if (allProperties === false && before.allProperties) {
    throw invalidField('propertyIds', 'must be given where allProperties is false');
  }
  return { ...before, role };
}

/** Whether both see the same properties. */
export const seeTheSame = (a: Rights, b: Rights): boolean =>
  a.allProperties === b.allProperties && a.propertyIds.join() === b.propertyIds.join();

/** Ids in the order the database gives them in; an id may be written in upper case as well. */
const inOrder = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))].sort();
