import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/**
 * People change seldom, so little of it need be kept in memory. Every role reads it: work is given to people, and
 * everyone's own rights are among it. No event names a property: who works where is the whole org's to know. Streams take
 * new rights from these events, so they come from this server alone.
 */
export const usersDomain = defineDomain('users', catalogue.users, { bufferSize: 200, publishable: false });
