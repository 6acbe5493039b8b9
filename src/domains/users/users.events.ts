import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/**
 * Users seldom change, so the buffer is small. Every role reads the domain: tasks are assigned to users, and users learn of
 * changes to their own rights. Events name no property: the whole org may know who works where. Not publishable, because
 * streams take new rights from these events.
 */
export const usersDomain = defineDomain('users', catalogue.users, { bufferSize: 200, publishable: false });
