import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import DataLoader from 'dataloader';

/** Ids asked for in one query at most. */
const MAX_BATCH = 500;

/**
 * A DataLoader that keeps nothing and has one query under way at most: what is asked for in one turn of the event loop, or
 * while a query is under way, goes into the next one. So thousands of clients that come back at once cost some dozens of
 * queries, and every answer was read after it was asked for.
 * @param loadAll reads many at once, each id once; ids that are not there are left out
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
