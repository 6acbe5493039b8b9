import { session } from '../session.js';
import { Drafts } from './drafts.js';
import { type NewSave, Outbox, sentBy } from './outbox.js';
import { sendSave } from './send-save.js';
import type { Owner } from './stored-list.js';
import { browserStorage, personalKey } from './text-storage.js';

const HOUR_MS = 3_600_000;

const storage = browserStorage();

export const drafts = new Drafts(storage, () => Date.now());

/** Saves that wait for the connection. */
export const outbox = new Outbox(storage, () => Date.now());

/** Sends what waits, in one tab of this browser at a time. */
export async function flushOutbox(owner: Owner): Promise<void> {
  const locks = (navigator as Partial<Navigator>).locks;
  const user = () => session.getSnapshot().user;
  const flush = () => outbox.flush(owner, sentBy(owner, user, sendSave));
  // Without locks two tabs may send the same save: the server counts it once.
  await (locks ? locks.request('bellhop-outbox', flush) : flush());
}

/** Whether what is typed may be written: nothing of a user who has signed out in this browser. */
export function mayKeep({ userId }: Owner): boolean {
  const { user, signedOutBy } = session.getSnapshot();
  return user ? user.userId === userId : signedOutBy === 'elsewhere';
}

/**
 * Leaves a save that got no response to wait.
 * @returns false if there is no room for it, or the user signed out while it was sent
 */
export const enqueue = (owner: Owner, save: NewSave): boolean => mayKeep(owner) && outbox.enqueue(owner, save);

/** At a shared desk, whoever signs out leaves nothing behind for the next person; an ended session keeps everything. */
let last = session.getSnapshot().user;
session.subscribe(() => {
  const { user, signedOutBy } = session.getSnapshot();
  if (last && !user && (signedOutBy === 'here' || signedOutBy === 'other-tab')) {
    drafts.clear(last);
    outbox.clear(last);
    storage.remove(personalKey('searches', last.userId));
  }
  last = user;
});

// A dashboard is open for days.
drafts.expire();
setInterval(() => drafts.expire(), HOUR_MS);
