import { createRealtimeClient } from '@bellhop/client';
import { session } from './session.js';

/** The org’s events, over one connection for all tabs of this browser. Connected while somebody is signed in. */
export const realtime = createRealtimeClient({ session });
