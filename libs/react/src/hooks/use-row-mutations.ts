import type { VersionedRow } from '@bellhop/client';
import type { UseMutationResult } from '@tanstack/react-query';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import { updateRow, visibleChange } from '../live/row-mutations.js';
import { useRealtimeContext } from '../provider/realtime-context.js';
import { useLiveMutation } from './use-live-mutation.js';

export interface CreateVariables<Row> {
  readonly body: object;
  /** Shown until the server responds; give it a `temporaryId()`. */
  readonly optimistic?: Row;
  /** Use the same one for every attempt, so that the row is created once. */
  readonly idempotencyKey?: string;
}

export interface UpdateVariables<Row> {
  readonly row: Row;
  readonly body: object;
  /**
   * Optimistic change of the row; false: wait for the response.
   * @default those fields of `body` that the row has
   */
  readonly optimistic?: Partial<Row> | false;
}

export interface RowMutations<Row> {
  readonly create: UseMutationResult<Row | undefined, Error, CreateVariables<Row>>;
  readonly update: UseMutationResult<Row | undefined, Error, UpdateVariables<Row>>;
  readonly remove: UseMutationResult<Row | undefined, Error, Row>;
}

/**
 * Creates, changes and removes rows: `POST` to the query's path, `PATCH` and `DELETE` under it, each for the version
 * that was seen. `change` and `remove` fail with `StaleRowError` after a conflict.
 */
export function useRowMutations<Row extends VersionedRow, View extends ViewParameters>(
  query: LiveQuery<Row, View>,
): RowMutations<Row> {
  const { live, request } = useRealtimeContext();
  const rows = live.rowsOf(query);
  return {
    create: useLiveMutation(query, {
      mutate: async ({ body, idempotencyKey }: CreateVariables<Row>) =>
        (await request<Row>('POST', query.path, { body, ...(idempotencyKey !== undefined && { idempotencyKey }) }))
          .body,
      optimistic: ({ optimistic }) => optimistic && { kind: 'create', row: optimistic },
    }),
    update: useLiveMutation(query, {
      mutate: ({ row, body }: UpdateVariables<Row>) => updateRow(request, rows, 'PATCH', row, body),
      optimistic: ({ row, body, optimistic = visibleChange(row, body) }) =>
        optimistic === false ? undefined : { kind: 'change', row, to: optimistic },
    }),
    remove: useLiveMutation(query, {
      mutate: (row: Row) => updateRow(request, rows, 'DELETE', row),
      optimistic: (row) => ({ kind: 'remove', row }),
    }),
  };
}
