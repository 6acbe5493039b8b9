import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/** Tasks change more often than anything else: more of their events are kept in memory. */
export const tasksDomain = defineDomain('tasks', catalogue.tasks, { bufferSize: 300 });
