import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import DataLoader from 'dataloader';

/** Maximum number of ids per query. */
const MAX_BATCH = 500;

/**
 * Creates a DataLoader without a cache and with at most one query under way. Ids requested in one turn of the event loop, or
 * while a query is under way, share the next query. So thousands of clients that reconnect at once cost some dozens of
 * queries, and every result was read after it was requested.
 * @param loadAll reads unique ids at once; missing ids are omitted from the result
 */
export function createBatchLoader<V>(
  loadAll: (ids: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): Pick<DataLoader<string, V | undefined>, 'load'> {
  let underWay: Promise<unknown> | undefined;

  async function loadBatch(ids: readonly string[]): Promise<(V | undefined)[]> {
    const query = loadAll([...new Set(ids)]);
    underWay = query;
    try {
      const found = await query;
      return ids.map((id) => found.get(id));
    } finally {
      underWay = undefined;
    }
  }

  async function whenFree(dispatch: () => void): Promise<void> {
    await turnOfTheLoop();
    while (underWay) await underWay.catch(() => undefined);
    dispatch();
  }

  return new DataLoader(loadBatch, {
    cache: false,
    maxBatchSize: MAX_BATCH,
    batchScheduleFn: (dispatch) => void whenFree(dispatch),
  });
}
