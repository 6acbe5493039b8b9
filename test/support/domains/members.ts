import { firstProperty, type Member } from '../app.js';
import type { Author } from './samples.js';

let serial = 0;

/** Returns a user of the demo data as the author of sample requests. */
export const authorOf = (member: Pick<Member, 'signedIn'>): Author => {
  const { orgId, userId, propertyIds } = member.signedIn.user;
  return {
    ...{ orgId, userId, number: 1 },
    propertyIds: [firstProperty(member), ...propertyIds.slice(1)],
    text: (name) => `${name} ${(serial += 1)}`,
    address: (name) => `${name.toLowerCase()}-${(serial += 1)}@sample.test`,
  };
};
