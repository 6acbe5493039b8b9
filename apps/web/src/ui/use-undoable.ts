import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, UnreachableError, useLiveMutation, useRequest, useRowMutations } from '@bellhop/react';
import { i18n } from '../language/messages.js';
import { useUser } from '../session.js';
import { changeOf, fieldsOf } from '../unsaved/change-of.js';
import { enqueue, outbox } from '../unsaved/unsaved.js';
import { notifyError } from './notify-error.js';
import { notifyQueued } from './notify-merged.js';
import { reserveUndo, type UndoOffer } from './undo.js';

export interface UndoableActions<Row> {
  /** @param said what the toast says: "“Fix the lift” deleted" */
  readonly remove: (row: Row, said: string) => void;
  /**
   * @param body what to change, as the server takes it
   * @param back takes it back. @default the same fields as the row has them
   * @returns a promise for the response, also of an error; never rejected
   */
  readonly change: (row: Row, body: object, said: string, back?: object) => Promise<void>;
}

/** One write of a row, and how to take it back. */
interface Undoable<Row> {
  readonly row: Row;
  readonly body: object | 'delete';
  readonly said: string;
  /** @returns a function that takes it back; undefined if nothing changed */
  readonly send: () => Promise<(() => void) | undefined>;
  /** Takes it back once it was sent later. */
  readonly undo: () => void;
  /** Title of the error. */
  readonly failed: string;
}

/**
 * Changes and deletes rows at once, for everybody, and offers to take it back: by a second write, which is refused if somebody
 * has changed the row since. Nothing is held back, so a closed tab loses nothing. Without a connection the write waits in the
 * outbox, and to take it back removes it from there.
 */
export function useUndoable<Row extends VersionedRow, View extends object>(
  rows: LiveQuery<Row, View>,
): UndoableActions<Row> {
  const request = useRequest();
  const { orgId, userId } = useUser();
  const owner = { orgId, userId };
  const { update, remove } = useRowMutations(rows);
  const restore = useLiveMutation(rows, {
    mutate: async (row: Row) => (await request<Row>('POST', `${rows.path}/${rows.idOf(row)}/restore`)).body,
  });
  const holds = (row: Row) => outbox.holds(owner, { path: rows.path, rowId: rows.idOf(row) });

  /** Takes a write back, or leaves that to wait: without a response nobody knows whether the server has done it. */
  const takeBack = async (row: Row, body: object | 'restore', said: string): Promise<void> => {
    const waits = (): boolean => {
      const isKept = enqueue(owner, changeOf(rows, row, body, i18n.t('ui:undoing', { said })));
      if (isKept) notifyQueued();
      return isKept;
    };
    if (holds(row) && waits()) return;
    try {
      await (body === 'restore' ? restore.mutateAsync(row) : update.mutateAsync({ row, body }));
    } catch (error) {
      if (error instanceof UnreachableError && waits()) return;
      notifyError(body === 'restore' ? i18n.t('ui:notRestored') : i18n.t('ui:notUndone'), error as Error);
    }
  };

  /** @returns false if there is no room for it */
  const wait = ({ row, body, said, undo }: Undoable<Row>, offer: UndoOffer): boolean => {
    const change = changeOf(rows, row, body, said);
    if (!enqueue(owner, change)) return false;
    offer.show(i18n.t('ui:queuedChange', { said }), () => {
      if (!outbox.takeBack(owner, change.idempotencyKey)) undo();
    });
    return true;
  };

  // Promises instead of callbacks of `mutate`: by then the row's component may be gone.
  const write = async (undoable: Undoable<Row>): Promise<void> => {
    const offer = reserveUndo();
    // After what waits of the same row.
    if (holds(undoable.row) && wait(undoable, offer)) return;
    try {
      const undo = await undoable.send();
      if (undo) offer.show(undoable.said, undo);
    } catch (error) {
      if (!(error instanceof UnreachableError && wait(undoable, offer))) notifyError(undoable.failed, error as Error);
    } finally {
      offer.release();
    }
  };

  return {
    remove: (row, said) => {
      const undo = () => void takeBack(row, 'restore', said);
      const send = async () => {
        await remove.mutateAsync(row);
        return undo;
      };
      void write({ row, body: 'delete', said, send, undo, failed: i18n.t('ui:notDeleted') });
    },
    change: (row, body, said, back = fieldsOf(row, body)) => {
      const send = async () => {
        const changed = await update.mutateAsync({ row, body });
        return changed && (() => void takeBack(changed, back, said));
      };
      const undo = () => void takeBack({ ...row, ...body, version: row.version + 1 }, back, said);
      return write({ row, body, said, send, undo, failed: i18n.t('ui:notChanged') });
    },
  };
}
