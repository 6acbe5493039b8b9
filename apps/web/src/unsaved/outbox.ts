import { type FieldGroup, isSameValue, mergeRows } from '@bellhop/react';
import type { DraftContent } from './draft-keeper.js';
import type { Draft, DraftForm } from './drafts.js';
import { type Owner, type StoredEntry, StoredList } from './stored-list.js';
import type { TextStorage } from './text-storage.js';

const HOUR_MS = 3_600_000;
/** For one user; the size in characters. What waits here exists nowhere else, so nothing gives way. */
export const OUTBOX_BOUNDS = { count: 100, size: 500_000, ageMs: Infinity };
/** The server knows an idempotency key for 24 hours: after that, a second attempt could create a second row. */
const REPEATABLE_MS = 23 * HOUR_MS;
/** How often a save is merged again because others keep changing the row. */
const MAX_MERGES = 3;

type Fields = Readonly<Record<string, unknown>>;

/**
 * `waiting`: to be sent. `conflict`: others changed the same fields. `gone`: the row was deleted. `refused`: the server does
 * not accept it. `late`: sent long ago without a response; only the user knows whether it is still to be sent.
 */
export type SaveState = 'waiting' | 'conflict' | 'gone' | 'refused' | 'late';

/** A save of a form that waits for the connection. */
export interface QueuedSave extends StoredEntry, DraftForm {
  /** The rows' path. */
  readonly path: string;
  /** The version that the user saw; null for a new row. */
  readonly version: number | null;
  /** The body's fields as the user saw them. */
  readonly before: Fields;
  readonly after: Fields;
  /** Fields of the body that only make sense together. */
  readonly groups: readonly FieldGroup<Fields>[];
  /** The same for each attempt, so that a new row is created once. */
  readonly idempotencyKey: string;
  readonly content: DraftContent;
  readonly state: SaveState;
  /** The server's reason to refuse it. */
  readonly problem: string | null;
  /** When it was first sent, in Unix milliseconds. */
  readonly sentAt: number | null;
}

export type NewSave = Omit<QueuedSave, 'id' | 'at' | 'state' | 'problem' | 'sentAt'>;

export type SaveOutcome =
  | { readonly kind: 'saved' }
  /** Others changed the row. */
  | { readonly kind: 'stale'; readonly current: Fields & { readonly version: number } }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly problem: string }
  /** No response, or the server cannot take it now. */
  | { readonly kind: 'unreachable' };

/** Sends one save: creates a row without `version`, else updates the row if it still has that version. */
export type SendSave = (save: QueuedSave, body: Fields, version: number | null) => Promise<SaveOutcome>;

/**
 * Sends only while the owner is signed in: at a shared desk somebody else may be by the time their turn comes.
 * @param user the signed-in user
 */
export const sentBy =
  ({ orgId, userId }: Owner, user: () => Owner | undefined, send: SendSave): SendSave =>
  (...save) => {
    const now = user();
    return now?.userId === userId && now.orgId === orgId ? send(...save) : Promise.resolve({ kind: 'unreachable' });
  };

/** Saves that wait for the connection, of the users of this browser. They are sent in order, each once. */
export class Outbox extends StoredList<QueuedSave> {
  constructor(
    storage: TextStorage,
    private readonly clock: () => number,
  ) {
    super(storage, 'bellhop-outbox', isQueuedSave, OUTBOX_BOUNDS, clock);
  }

  /** Leaves a save that got no response to wait. @returns false if there is no room for it */
  enqueue(owner: Owner, save: NewSave): boolean {
    const now = this.clock();
    return this.add(owner, {
      ...save,
      ...{ id: save.idempotencyKey, at: now, sentAt: now, state: 'waiting', problem: null },
    });
  }

  /** Sends what waits, until one gets no response. Only one tab may do so at a time. */
  async flush(owner: Owner, send: SendSave): Promise<void> {
    const passed = new Set<string>();
    for (;;) {
      const next = this.of(owner).find(({ id, state }) => state === 'waiting' && !passed.has(id));
      if (!next) return;
      passed.add(next.id);
      if (!(await this.#send(owner, next, send))) return;
    }
  }

  hasWaiting(owner: Owner): boolean {
    return this.of(owner).some(({ state }) => state === 'waiting');
  }

  /** Sends one again that was refused, or sent long ago. */
  retry(owner: Owner, save: QueuedSave): void {
    this.add(owner, { ...save, state: 'waiting', problem: null, sentAt: null });
  }

  /** @returns false if there was no response */
  async #send(owner: Owner, save: QueuedSave, send: SendSave): Promise<boolean> {
    const now = this.clock();
    // A clock that was set back tells as little about the time since.
    if (save.version === null && save.sentAt !== null && Math.abs(now - save.sentAt) > REPEATABLE_MS) {
      return this.#settle(owner, save, 'late');
    }
    this.replace(owner, { ...save, sentAt: save.sentAt ?? now });
    let [version, before, after] = [save.version, save.before, save.after];
    for (let merges = 0; ; merges += 1) {
      const body = version === null ? filled(after) : changed(before, after);
      const outcome: SaveOutcome = Object.keys(body).length > 0 ? await send(save, body, version) : { kind: 'saved' };
      switch (outcome.kind) {
        case 'saved':
          this.remove(owner, save.id);
          return true;
        case 'unreachable':
          return false;
        case 'gone':
          return this.#settle(owner, save, 'gone');
        case 'refused':
          return this.#settle(owner, save, 'refused', outcome.problem);
        case 'stale': {
          const { current } = outcome;
          const theirs = Object.fromEntries(Object.keys(before).map((name) => [name, current[name]]));
          const { merged, conflicts } = mergeRows(before, after, theirs, save.groups);
          if (conflicts.length > 0 || merges === MAX_MERGES) return this.#settle(owner, save, 'conflict');
          [version, before, after] = [current.version, theirs, merged];
        }
      }
    }
  }

  #settle(owner: Owner, save: QueuedSave, state: SaveState, problem: string | null = null): true {
    this.replace(owner, { ...save, state, problem, sentAt: save.sentAt ?? this.clock() });
    return true;
  }
}

/** A save as a draft, to go on with it in its form. It keeps its key: perhaps only the response was lost. */
export const draftOf = ({ id, at, form, rowId, content, idempotencyKey }: QueuedSave): Draft => ({
  ...content,
  ...{ id, at, form, rowId, idempotencyKey },
});

/** Omits empty fields of a new row. */
export function filled(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
}

/** Returns the fields that differ. */
export function changed(before: Fields, after: Fields): Fields {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !isSameValue(value, before[name])));
}

function isQueuedSave(value: unknown): boolean {
  const { form, path, before, after, groups, idempotencyKey, content, state } = value as Fields;
  const isRecord = (part: unknown) => typeof part === 'object' && part !== null;
  return (
    [form, path, idempotencyKey, state].every((part) => typeof part === 'string') &&
    [before, after, content].every(isRecord) &&
    Array.isArray(groups)
  );
}
