import type { Page, ProblemCode } from '@bellhop/contracts';
import {
  keepPreviousData,
  replaceEqualDeep,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { RefusedError, request } from '../api.js';
import { showRows } from './patching.js';
import type { Pages, RowSet, VersionedRow } from './row-set.js';
import { stream, streamOpened } from './stream.js';

const PAGE_SIZE = 50;

type Query = Readonly<Record<string, string | undefined>>;

/** A list of rows, page by page, that stays right by itself. `view` goes to the server as query parameters. */
export function useRows<Row extends VersionedRow, View extends Query>(
  rows: RowSet<Row, View>,
  view: View,
  pageSize = PAGE_SIZE,
) {
  const list = useInfiniteQuery({
    queryKey: rows.listKey(view),
    queryFn: async ({ pageParam, signal }) => {
      await streamOpened();
      const query = { ...view, limit: pageSize, after: pageParam ?? undefined };
      return request<Page<Row>>('GET', rows.definition.path, { query, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    // Every way into the cache leads through here, so a late snapshot meets what events have told meanwhile.
    structuralSharing: (before, after) => replaceEqualDeep(before, rows.settle(after as Pages<Row>, view)),
  });
  return { ...list, rows: list.data?.pages.flatMap((page) => page.items) ?? [] };
}

/** A change meant for a version that is no longer the row's. The list shows the row as it is now. */
export class StaleRowError<Row> extends Error {
  override readonly name = 'StaleRowError';

  /** @param current undefined when the row was deleted */
  constructor(readonly current: Row | undefined) {
    super(current ? 'Somebody else changed this in the meantime.' : 'Somebody else deleted this in the meantime.');
  }
}

/** The row to try again with: as the server has it where that is why the attempt failed. */
export function rowAfter<Row>(error: Error | null, row: Row): Row {
  return error instanceof StaleRowError ? ((error.current as Row | undefined) ?? row) : row;
}

/**
 * What a user does to rows. Each answer is shown at once and recognised when it comes back as an event.
 * `change` and `remove` fail with {@link StaleRowError} when somebody was faster.
 */
export function useRowCommands<Row extends VersionedRow, View extends object>(rows: RowSet<Row, View>) {
  const client = useQueryClient();
  const { path, id, domain } = rows.definition;
  const show = () => {
    showRows(client, rows);
    // No event will tell the aggregates.
    if (stream.getSnapshot().status !== 'live') void client.invalidateQueries({ queryKey: [domain] });
  };
  const put = (row: Row) => {
    rows.put(row);
    show();
  };

  const create = useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: object; idempotencyKey: string }) =>
      request<Row>('POST', path, { body, idempotencyKey }),
    onSuccess: put,
  });
  const change = useMutation({
    mutationFn: ({ row, body }: { row: Row; body: object }) =>
      request<Row>('PATCH', `${path}/${id(row)}`, { body, ifMatch: row.version }).catch((error: unknown) =>
        refuseStale(client, rows, row, error),
      ),
    onSuccess: put,
  });
  const remove = useMutation({
    mutationFn: (row: Row) =>
      request<void>('DELETE', `${path}/${id(row)}`, { ifMatch: row.version }).catch((error: unknown) =>
        refuseStale(client, rows, row, error),
      ),
    onSuccess: (_, row) => {
      rows.remove(id(row), row.version + 1);
      show();
    },
  });
  return { create, change, remove };
}

/** Reads and shows the row as it is now when that is why the server refused; throws in any case. */
async function refuseStale<Row extends VersionedRow, View extends object>(
  client: QueryClient,
  rows: RowSet<Row, View>,
  row: Row,
  error: unknown,
): Promise<never> {
  const { path, id } = rows.definition;
  if (isRefusal(error, 'version_conflict')) {
    const current = await request<Row>('GET', `${path}/${id(row)}`).catch((failure: unknown) => {
      if (!isRefusal(failure, 'not_found')) throw failure;
    });
    if (current) rows.put(current);
    else rows.remove(id(row));
    showRows(client, rows);
    throw new StaleRowError(current ?? undefined);
  }
  if (isRefusal(error, 'not_found')) {
    rows.remove(id(row));
    showRows(client, rows);
    throw new StaleRowError<Row>(undefined);
  }
  throw error;
}

function isRefusal(error: unknown, code: ProblemCode): error is RefusedError {
  return error instanceof RefusedError && error.problem.code === code;
}
