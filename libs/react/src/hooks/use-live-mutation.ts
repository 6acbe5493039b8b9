import type { VersionedRow } from '@bellhop/client';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { LiveQuery, ViewParameters } from '../live/live-query.js';
import type { PendingWrite } from '../live/pending-writes.js';
import { useRealtimeContext } from '../provider/realtime-context.js';

export interface LiveMutationOptions<Row extends VersionedRow, Variables> {
  /** Sends the command. Answers with the row as the server has it then; with nothing where it is gone. */
  readonly mutate: (variables: Variables) => Promise<Row | undefined>;
  /**
   * What is shown until the server has answered; taken back when it refuses.
   * @default nothing
   */
  readonly optimistic?: (variables: Variables) => PendingWrite<Row> | undefined;
}

/**
 * A command that shows at once what it leads to. The server's row takes its place with the answer or with the event of it,
 * whichever comes first. Commands for the same row are sent one after the other. Without a network it fails at once.
 */
export function useLiveMutation<Row extends VersionedRow, View extends ViewParameters, Variables>(
  query: LiveQuery<Row, View>,
  { mutate, optimistic }: LiveMutationOptions<Row, Variables>,
): UseMutationResult<Row | undefined, Error, Variables> {
  const { live, queryClient } = useRealtimeContext();
  return useMutation(
    {
      // A write that waits for the network unseen would meet rows that have long become others.
      networkMode: 'always',
      retry: false,
      mutationFn: (variables: Variables) => live.rowsOf(query).write(optimistic?.(variables), () => mutate(variables)),
      onSuccess: () => live.commanded(query.domain),
    },
    queryClient,
  );
}
