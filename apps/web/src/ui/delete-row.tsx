import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, rowAfter, useRowMutations } from '@bellhop/react';
import { loadedComponent } from './loaded-component.js';

const ConfirmDeletion = loadedComponent(() => import('./confirm-deletion.js'));

export interface DeleteRowProps<Row extends VersionedRow, View extends object> {
  readonly rows: LiveQuery<Row, View>;
  /** The row to delete, as the user saw it. */
  readonly row: Row;
  readonly title: string;
  /** Describes the row in words the user recognises. */
  readonly textOf: (row: Row) => string;
  readonly onClose: () => void;
}

/** Asks for confirmation before it deletes a row, and shows the current row if somebody else has changed it. */
export function DeleteRow<Row extends VersionedRow, View extends object>(props: DeleteRowProps<Row, View>) {
  const { rows, title, textOf, onClose } = props;
  const { remove } = useRowMutations(rows);
  const row = rowAfter(remove.error, props.row);
  return (
    <ConfirmDeletion
      title={title}
      text={textOf(row)}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(row, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
