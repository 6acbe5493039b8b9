import { useSyncExternalStore } from 'react';
import { RealtimeStream, type StreamState } from '../realtime.js';
import { session } from '../session.js';

/** This window's stream: started by the signed-in layout, read by everything under it. */
export const stream = new RealtimeStream({
  url: '/v2/realtime/stream',
  token: () => session.token,
  onRefused: () => session.signOut('expired'),
});

/** How long a snapshot waits for the stream to open first, in milliseconds. */
const PATIENCE_MS = 700;

/** Await it before reading a snapshot: then no event falls between the two. */
export const streamOpened = () => stream.settled(PATIENCE_MS);

export function useStreamState(): StreamState {
  return useSyncExternalStore(stream.subscribe, stream.getSnapshot);
}
