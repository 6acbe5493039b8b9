import type { VersionedRow } from '@bellhop/client';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import type { PendingWrite } from '../live/pending-writes.js';
import { useRealtimeContext } from '../provider/realtime-context.js';

export interface LiveMutationOptions<Row extends VersionedRow, Variables> {
  /** Sends the command. Resolves to the row as the server has it afterwards; to nothing if it is deleted. */
  readonly mutate: (variables: Variables) => Promise<Row | undefined>;
  /**
   * Shown until the server responds; reverted if the command fails.
   * @default nothing
   */
  readonly optimistic?: (variables: Variables) => PendingWrite<Row> | undefined;
}

/**
 * A command with an optimistic result. The server's row replaces it with the response or with its event, whichever
 * arrives first. Commands for the same row are sent one after the other. Without a network it fails at once.
 */
export function useLiveMutation<Row extends VersionedRow, View extends ViewParameters, Variables>(
  query: LiveQuery<Row, View>,
  { mutate, optimistic }: LiveMutationOptions<Row, Variables>,
): UseMutationResult<Row | undefined, Error, Variables> {
  const { live, queryClient } = useRealtimeContext();
  return useMutation(
    {
      // A write that silently waits for the network would apply to rows that have changed since.
      networkMode: 'always',
      retry: false,
      mutationFn: (variables: Variables) => live.rowsOf(query).write(optimistic?.(variables), () => mutate(variables)),
      onSuccess: () => live.commanded(query.domain),
    },
    queryClient,
  );
}
