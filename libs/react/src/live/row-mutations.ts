import type { VersionedRow } from '@bellhop/client';
import type { ProblemCode } from '@bellhop/protocol';
import { RefusedError, StaleRowError } from '../rest/errors.js';
import type { Request } from '../rest/request.js';
import type { ViewParameters } from './live-query.js';
import type { LiveRows } from './live-rows.js';

/** @throws StaleRowError once the row's current state is known; otherwise the error of `request` */
export async function updateRow<Row extends VersionedRow, View extends ViewParameters>(
  request: Request,
  rows: LiveRows<Row, View>,
  method: 'PATCH' | 'DELETE',
  row: Row,
  body?: object,
): Promise<Row | undefined> {
  const id = rows.query.idOf(row);
  const asked = rows.asking();
  const options = { ifMatch: row.version, ...(body && { body }) };
  try {
    return (await request<Row | undefined>(method, `${rows.query.path}/${id}`, options)).body;
  } catch (error) {
    if (isRefusal(error, 'version_conflict')) return refuseStale(request, rows, id);
    if (!isRefusal(error, 'not_found')) throw error;
    rows.remove(asked, id);
    throw new StaleRowError<Row>(undefined);
  }
}

/** Returns the part of a change that is visible in the row: the fields that the row has. */
export function visibleChange<Row extends object>(row: Row, body: object): Partial<Row> {
  return Object.fromEntries(Object.entries(body).filter(([field]) => field in row)) as Partial<Row>;
}

/** After a conflict, reads the row's current state. */
async function refuseStale<Row extends VersionedRow, View extends ViewParameters>(
  request: Request,
  rows: LiveRows<Row, View>,
  id: string,
): Promise<never> {
  const asked = rows.asking();
  const current = await request<Row>('GET', `${rows.query.path}/${id}`).then(
    ({ body }) => body,
    (failure: unknown) => {
      if (!isRefusal(failure, 'not_found')) throw failure;
    },
  );
  if (current) rows.put(asked, current);
  else rows.remove(asked, id);
  throw new StaleRowError(current ?? undefined);
}

function isRefusal(error: unknown, code: ProblemCode): error is RefusedError {
  return error instanceof RefusedError && error.problem.code === code;
}
