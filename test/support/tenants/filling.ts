import { type Author, type Given, ownIds as idsOf, sampleBody } from '../domains/samples.js';
import type { Operation } from '../domains/operations.js';
import { canary, canaryAddress } from './canaries.js';
import type { Tenant } from './founding.js';

export type { Given } from '../domains/samples.js';

let serial = 0;
const nextWord = (name: string): string => `${name} ${(serial += 1)}`;

/** The tenant's owner, who writes canaries. */
const ownerOf = ({ index, orgId, propertyId, people }: Tenant): Author => ({
  ...{ orgId, userId: people.owner.userId, propertyIds: [propertyId], number: index },
  text: (name) => canary(index, nextWord(name)),
  address: (name) => canaryAddress(index, nextWord(name)),
});

/** The tenant's own ids for a field of that name; none where it is not known whose they are. */
export const ownIds = (name: string, tenant: Tenant): readonly string[] => idsOf(name, ownerOf(tenant));

/**
 * A body that the operation takes from `tenant`, every field filled: its own ids, canaries in its texts.
 * @throws Error with what to do about a field that nothing fits
 */
export const fillBody = (operation: Operation, tenant: Tenant, given: Given = {}): unknown =>
  sampleBody(operation, ownerOf(tenant), given);
