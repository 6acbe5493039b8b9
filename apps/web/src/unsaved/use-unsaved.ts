import { useConnection, useSession } from '@bellhop/react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useUser } from '../session.js';
import type { Draft } from './drafts.js';
import { browserAfter } from './browser-after.js';
import { keepSending } from './keep-sending.js';
import { heldDrafts, onDraftReleased } from './open-forms.js';
import type { QueuedSave } from './outbox.js';
import { drafts, flushOutbox, outbox } from './unsaved.js';

export interface Unsaved {
  readonly saves: readonly QueuedSave[];
  /** Newest first; without those that are open in a form. */
  readonly drafts: readonly Draft[];
  /** Number of drafts that are open in a form, in any tab. */
  readonly open: number;
}

/** Returns what the signed-in user has typed and the server does not have yet. */
export function useUnsaved(): Unsaved {
  const { orgId, userId } = useUser();
  const draftsRevision = useSyncExternalStore(drafts.subscribe, drafts.revision);
  const savesRevision = useSyncExternalStore(outbox.subscribe, outbox.revision);
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const look = () => void heldDrafts().then(setHeld);
    look();
    return onDraftReleased(look);
  }, [draftsRevision]);
  return useMemo(() => {
    const owner = { orgId, userId };
    const kept = draftsRevision >= 0 ? drafts.of(owner) : [];
    const free = kept.filter(({ id }) => !held.has(id));
    return {
      saves: savesRevision >= 0 ? outbox.of(owner) : [],
      drafts: free.toReversed(),
      open: kept.length - free.length,
    };
  }, [orgId, userId, draftsRevision, savesRevision, held]);
}

/** Sends what waits while there is a connection. */
export function useOutbox(): void {
  const { orgId, userId } = useUser();
  const { state } = useSession();
  const { status } = useConnection();
  useEffect(() => {
    if (state !== 'signed-in' || status !== 'connected') return;
    const owner = { orgId, userId };
    return keepSending({
      hasWaiting: () => outbox.hasWaiting(owner),
      subscribe: outbox.subscribe,
      send: () => flushOutbox(owner),
      after: browserAfter,
    });
  }, [orgId, userId, state, status]);
}
