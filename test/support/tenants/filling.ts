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

/** The tenant’s own ids for a field of that name; none if the name is unknown. */
export const ownIds = (name: string, tenant: Tenant): readonly string[] => idsOf(name, ownerOf(tenant));

/**
 * Returns a body that the operation accepts from `tenant`, with every field filled: its own ids, and canaries as texts.
 * @throws Error that says what to do about a field without a fitting value
 */
export const fillBody = (operation: Operation, tenant: Tenant, given: Given = {}): unknown =>
  sampleBody(operation, ownerOf(tenant), given);
