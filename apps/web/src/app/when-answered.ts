import type { QueryClient } from '@tanstack/react-query';

/** Queries that depend on others begin within so many milliseconds. */
export const SETTLED_MS = 50;
/** A page without a query for so many milliseconds has none. */
export const NO_QUERY_MS = 5_000;
/** Something is wrong by then, of which toasts may have to tell; milliseconds. */
export const MOST_MS = 20_000;

/** Does `work` after `ms`, unless it is cancelled by the returned function. */
export type After = (ms: number, work: () => void) => () => void;

const after: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** @returns a promise that resolves when the queries of the first page are answered. It never rejects */
export function whenAnswered(client: QueryClient, wait: After = after): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      cancel?.();
      cancelLast();
      resolve();
    };
    let cancel: (() => void) | undefined = wait(NO_QUERY_MS, end);
    const cancelLast = wait(MOST_MS, end);
    const stop = client.getQueryCache().subscribe(() => {
      cancel?.();
      cancel = client.isFetching() === 0 ? wait(SETTLED_MS, end) : undefined;
    });
  });
}
