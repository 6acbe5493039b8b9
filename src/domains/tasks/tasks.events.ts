import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/** Tasks change more often than anything else, so more of their events are buffered. */
export const tasksDomain = defineDomain('tasks', catalogue.tasks, { bufferSize: 300 });
