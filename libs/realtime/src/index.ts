export type { AccessChange, AccessSource } from './channels/access.js';
export { type ObserveOptions, type OrgEvent, OrgEvents } from './channels/org-events.js';
export { type CacheSource, OrgCache } from './channels/org-cache.js';
export type { DeliveryReports } from './delivery/delivery-reports.js';
export type {
  BacklogPartition,
  BacklogPage,
  Claim,
  DeadLetter,
  DeliveryStore,
  Partition,
  PartitionProgress,
  Postponement,
  RedeliveryFailure,
} from './delivery/delivery-store.js';
export { DeadLetters, type Redelivery } from './delivery/dead-letters.js';
export type { DeadLetterView } from './http/dead-letters.controller.js';
export { DeliveryWorker } from './delivery/delivery-worker.js';
export type { OperatorAction, OperatorListener } from './delivery/operator-action.js';
export { DurableSubscriber } from './delivery/durable-subscriber.decorator.js';
export { MemoryDeliveryStore } from './delivery/memory.delivery-store.js';
export { SqlDeliveryStore } from './delivery/sql.delivery-store.js';
export type { DeliveryContext, DurableHandler, DurableSubscriberOptions } from './delivery/subscription.js';
export { CommittedEvent } from './events/committed-event.js';
export {
  type AudiencePolicy,
  defineDomain,
  type DomainDefinition,
  type DomainEvent,
  type DomainPolicy,
  type RaisedEvent,
} from './events/domain-definition.js';
export { DomainEvents, type EphemeralOptions, type UnitOfWork } from './events/domain-events.js';
export { DomainRegistry } from './events/domain-registry.js';
export { pooledRandomBytes, type RandomBytes } from './events/random-pool.js';
export { EphemeralBusEvent } from './events/ephemeral-bus-event.js';
export { validatePayload } from './events/validate-payload.js';
export type { CompletedSubscription, Ending, Transport } from './http/completion-log.js';
export { ACCEPTS_API_KEY } from './http/publish.controller.js';
export { ACCEPTS_TICKET } from './http/stream.controller.js';
export { MemorySessionCursors, type SessionCursors } from './session-cursors/session-cursors.js';
export { SessionLookup } from './http/session-lookup.js';
export { SqlSessionCursors } from './session-cursors/sql.session-cursors.js';
export { ClientGoneError, isTakenOver, persistentListener, watchClient } from './http/take-over-socket.js';
export { SnapshotCursor } from './http/snapshot-cursor.interceptor.js';
export type {
  AppendOptions,
  CommittedWrite,
  EventLog,
  LogBounds,
  LogHeads,
  LogPosition,
  LogRecord,
  Purged,
  RecordLink,
  UnloggedRecord,
} from './log/event-log.js';
export { MemoryEventLog, type MemoryTransaction } from './log/memory.event-log.js';
export { SqlEventLog } from './log/sql.event-log.js';
export { sqlState } from './log/sql-state.js';
export type { SqlWrite, SqlWriteShape } from './log/sql-write.js';
export type { RetentionLimits } from './log/segments.js';
export type { SqlConnection, TransactionOptions, Transactor } from './log/sql-connection.js';
export { type HistogramReading, LATENCY_BUCKETS } from './metrics/latency-histogram.js';
export { type DomainReading, MetricsReport, type RealtimeReading } from './http/metrics-report.js';
export type { Publisher, PublisherResolver } from './application/publisher.js';
export { RealtimeError, type RealtimeErrorCode } from './errors/realtime.errors.js';
export { RealtimeModule, type RealtimeAsyncOptions } from './realtime.module.js';
export {
  EVENT_LOG,
  REALTIME_OPTIONS,
  type RealtimeOptions,
  type ResolvedRealtimeOptions,
} from './options/realtime.options.js';
export { type Clock, systemClock, type Timer } from './time/clock.js';
export type { Viewer, ViewerResolver } from './application/viewer.js';
