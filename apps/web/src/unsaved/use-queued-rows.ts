import type { VersionedRow } from '@bellhop/client';
import { type HeldWrite, type LiveQuery, useHeldWrites } from '@bellhop/react';
import { useMemo, useSyncExternalStore } from 'react';
import { useUser } from '../session.js';
import type { QueuedSave } from './outbox.js';
import type { Owner } from './stored-list.js';
import { outbox } from './unsaved.js';

/** Shows rows in their lists as they will be once what waits for the connection has been sent. */
export function useQueuedRows<Row extends VersionedRow, View extends object>(rows: LiveQuery<Row, View>): void {
  const { orgId, userId } = useUser();
  const revision = useSyncExternalStore(outbox.subscribe, outbox.revision);
  const writes = useMemo(
    () => (revision < 0 ? [] : outbox.of({ orgId, userId }).flatMap((save) => heldWrite(rows, save))),
    [rows, orgId, userId, revision],
  );
  useHeldWrites(rows, writes);
}

function heldWrite<Row extends VersionedRow, View extends object>(
  rows: LiveQuery<Row, View>,
  { id, path, state, row, action, after }: QueuedSave,
): readonly HeldWrite<Row>[] {
  // A deletion that is taken back shows its row once the server has it.
  if (path !== rows.path || state !== 'waiting' || row === undefined || action === 'restore') return [];
  // Stored by this dashboard, from a row of this list.
  const seen = row as Row;
  return [
    {
      id,
      write:
        action === 'delete' ? { kind: 'remove', row: seen } : { kind: 'change', row: seen, to: after as Partial<Row> },
    },
  ];
}

/** Whether a change of a row waits for the connection. */
export function useIsQueued<Row extends VersionedRow, View extends object>(
  rows: LiveQuery<Row, View>,
  row: Row,
): boolean {
  const { orgId, userId } = useUser();
  return useSyncExternalStore(outbox.subscribe, () =>
    queuedIn({ orgId, userId }).has(`${rows.path}/${rows.idOf(row)}`),
  );
}

/** A board asks for a thousand rows at each change: the store is read once for all of them. */
let known: { readonly revision: number; readonly userId: string; readonly paths: ReadonlySet<string> } | undefined;

function queuedIn(owner: Owner): ReadonlySet<string> {
  const revision = outbox.revision();
  if (known?.revision !== revision || known.userId !== owner.userId) {
    const paths = new Set(outbox.of(owner).map(({ path, rowId }) => `${path}/${rowId ?? ''}`));
    known = { revision, userId: owner.userId, paths };
  }
  return known.paths;
}
