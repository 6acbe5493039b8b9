import type { ReactNode } from 'react';
import { LoadMore, type LoadMoreProps } from './load-more.js';
import { LoadingRows } from './loading-rows.js';
import { FailedPanel, RefreshFailed, type RefreshFailedProps } from './state-panel.js';

export interface ListStatesProps {
  /** The result of `useLiveQuery` or `useInfiniteQuery`. */
  readonly list: RefreshFailedProps &
    LoadMoreProps & { readonly isPending: boolean; readonly isPlaceholderData: boolean };
  readonly isEmpty: boolean;
  /** Height of a row while the first ones are loading, in pixels. */
  readonly rowHeight: number;
  /** Shown while there are no rows. */
  readonly empty: ReactNode;
  /** The rows. */
  readonly children: ReactNode;
}

/** A list while it is loading, when it could not be loaded, without rows, and with them. */
export function ListStates({ list, isEmpty, rowHeight, empty, children }: ListStatesProps) {
  if (list.isPending) return <LoadingRows height={rowHeight} />;
  if (isEmpty && list.error) return <FailedPanel error={list.error} onRetry={() => void list.refetch()} />;
  if (isEmpty) return empty;
  return (
    <div style={{ opacity: list.isPlaceholderData ? 0.5 : 1 }} aria-busy={list.isPlaceholderData}>
      <RefreshFailed {...list} />
      {children}
      <LoadMore {...list} />
    </div>
  );
}
