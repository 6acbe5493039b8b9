import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, rowAfter, useRowCommands } from '@bellhop/react';
import { ConfirmDeletion } from './confirm-deletion.js';

export interface DeleteRowProps<Row extends VersionedRow, View extends object> {
  readonly rows: LiveQuery<Row, View>;
  /** What is to be deleted, as the user saw it. */
  readonly row: Row;
  readonly title: string;
  /** Names the row in words the user recognises. */
  readonly textOf: (row: Row) => string;
  readonly onClose: () => void;
}

/** Asks before a row is deleted, and shows it as it is now when somebody else has changed it meanwhile. */
export function DeleteRow<Row extends VersionedRow, View extends object>(props: DeleteRowProps<Row, View>) {
  const { rows, title, textOf, onClose } = props;
  const { remove } = useRowCommands(rows);
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
