export { createDomainHooks, type DomainHook, type DomainHooks } from './hooks/domain-hooks.js';
export { useArrived } from './hooks/use-arrived.js';
export { type ConnectionState, useConnection } from './hooks/use-connection.js';
export { type HeldWrite, useHeldWrites } from './hooks/use-held-writes.js';
export { useLiveAggregate } from './hooks/use-live-aggregate.js';
export { type LiveMutationOptions, useLiveMutation } from './hooks/use-live-mutation.js';
export { type LiveQueryOptions, type LiveQueryResult, useLiveQuery } from './hooks/use-live-query.js';
export { useLiveRow } from './hooks/use-live-row.js';
export { type DomainRealtime, type RealtimeOptions, useRealtime } from './hooks/use-realtime.js';
export {
  type UpdateVariables,
  type CreateVariables,
  type RowMutations,
  useRowMutations,
} from './hooks/use-row-mutations.js';
export { useWatchedRow, type WatchedRow } from './hooks/use-watched-row.js';
export { useSession } from './hooks/use-session.js';
export { useShownRows } from './hooks/use-shown-rows.js';
export { cachedRows } from './live/cached-rows.js';
export { defineLiveAggregate, type LiveAggregate, type LiveAggregateDefinition } from './live/live-aggregate.js';
export { liveKeys } from './live/live-keys.js';
export {
  defineLiveQuery,
  type LiveQuery,
  type LiveQueryDefinition,
  type RowEffect,
  type RowOf,
  type ViewParameters,
} from './live/live-query.js';
export { type FieldGroup, isSameValue, type MergedRows, mergeRows } from './live/merge-rows.js';
export type { PendingWrite } from './live/pending-writes.js';
export { isTemporary, temporaryId } from './live/temporary-id.js';
export { useRealtimeClient, useRequest, useSessionControl } from './provider/realtime-context.js';
export { RealtimeProvider, type RealtimeProviderProps } from './provider/realtime-provider.js';
export { RefusedError, rowAfter, StaleRowError, UnreachableError } from './rest/errors.js';
export { type Answer, type Request, type RequestOptions, restRequest } from './rest/request.js';
