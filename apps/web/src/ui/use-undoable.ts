import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, useLiveMutation, useRequest, useRowMutations } from '@bellhop/react';
import { i18n } from '../language/messages.js';
import { notifyError } from './notify-error.js';
import { offerUndo } from './undo.js';

export interface UndoableActions<Row> {
  /** @param said what the toast says: "“Fix the lift” deleted" */
  readonly remove: (row: Row, said: string) => void;
  /** @param body the new values of some of the row's fields */
  readonly change: (row: Row, body: Partial<Row>, said: string) => void;
  readonly busy: boolean;
}

/**
 * Changes and deletes rows at once, for everybody, and offers to take it back: by a second write, which is refused if somebody
 * has changed the row since. Nothing is held back, so a closed tab loses nothing.
 */
export function useUndoable<Row extends VersionedRow, View extends object>(
  rows: LiveQuery<Row, View>,
): UndoableActions<Row> {
  const request = useRequest();
  const { update, remove } = useRowMutations(rows);
  const restore = useLiveMutation(rows, {
    mutate: async (row: Row) => (await request<Row>('POST', `${rows.path}/${rows.idOf(row)}/restore`)).body,
  });
  const failed = (title: string) => (error: Error) => notifyError(title, error);

  return {
    // Promises instead of callbacks of `mutate`: by then the row's component may be gone.
    remove: (row, said) =>
      void remove
        .mutateAsync(row)
        .then(
          () => offerUndo(said, () => void restore.mutateAsync(row).catch(failed(i18n.t('ui:notRestored')))),
          failed(i18n.t('ui:notDeleted')),
        ),
    change: (row, body, said) =>
      void update.mutateAsync({ row, body }).then(
        (changed) => {
          if (!changed) return;
          const fields = Object.keys(body) as (keyof Row)[];
          const before = Object.fromEntries(fields.map((field) => [field, row[field]]));
          offerUndo(
            said,
            () => void update.mutateAsync({ row: changed, body: before }).catch(failed(i18n.t('ui:notUndone'))),
          );
        },
        failed(i18n.t('ui:notChanged')),
      ),
    busy: update.isPending,
  };
}
