export type { Batch } from './delivery/batch.js';
export { cursorAt, distance } from './delivery/cursors.js';
export { browserEnvironment } from './environment/browser.js';
export type {
  Environment,
  EventStream,
  LockOptions,
  Page,
  PageEvent,
  TabChannel,
  TabLocks,
  TabStorage,
  Timer,
  Unsubscribe,
} from './environment/environment.js';
export { createLiveCollection } from './live/live-collection.js';
export type {
  LiveCollection,
  LiveCollectionOptions,
  LiveCollectionSnapshot,
  RowSnapshot,
} from './live/live-collection.js';
export { applyChange, emptyRows, mergeSnapshot } from './live/rows.js';
export type { RowChange, RowDefinition, Rows, VersionedRow } from './live/rows.js';
export { OPT_OUT_KEY } from './realtime-client.js';
export type { RealtimeClient, RealtimeClientOptions, RealtimeSnapshot, RealtimeStatus } from './realtime-client.js';
export { createRealtimeClient } from './create-realtime-client.js';
export { SignInError } from './session/auth-api.js';
export type { Session, SessionOptions, SessionSnapshot, SessionState, SignedOutBy } from './session/session.js';
export { createSession } from './session/tab-session.js';
export type { TransportPreference } from './transports/transport-choice.js';
export type { TransportKind } from './transports/transport.js';
