import type { VersionedRow } from '@bellhop/client';
import type { Problem } from '@bellhop/protocol';
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

/** A version that no row has: the server responds with the current one, and the change is merged. */
const UNKNOWN = 0;

type Fields = Readonly<Record<string, unknown>>;

/**
 * `waiting`: to be sent. `conflict`: others changed the same fields. `gone`: the row was deleted. `refused`: the server does
 * not accept it. `late`: sent long ago without a response; only the user knows whether it is still to be sent.
 */
export type SaveState = 'waiting' | 'conflict' | 'gone' | 'refused' | 'late';

/** A save of a form, or the change or deletion of a row by a button, that waits for the connection. */
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
  /** What has no body: a deletion, or taking one back. @default 'save' */
  readonly action?: 'delete' | 'restore';
  /** The whole row as the user saw it, if the change is shown in lists while it waits. */
  readonly row?: VersionedRow;
  /** After a conflict: the row as others have left it. */
  readonly theirs?: Fields & { readonly version: number };
  /** The same for each attempt, so that a new row is created once. */
  readonly idempotencyKey: string;
  readonly content: DraftContent;
  readonly state: SaveState;
  /** The kind of its row, by which fields are named. Missing in those of older versions. */
  readonly kind?: string;
  /** The server's reason to refuse it, to be said in the language of then; in those of older versions in English. */
  readonly problem: Problem | string | null;
  /** When it was first sent, in Unix milliseconds. */
  readonly sentAt: number | null;
}

export type NewSave = Omit<QueuedSave, 'id' | 'at' | 'state' | 'problem' | 'sentAt' | 'theirs'>;

export type SaveOutcome =
  | { readonly kind: 'saved' }
  /** Others changed the row. */
  | { readonly kind: 'stale'; readonly current: Fields & { readonly version: number } }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** No response, or the server cannot take it now. */
  | { readonly kind: 'unreachable' };

/** Sends one save: creates a row without `version`, else updates or deletes the row if it still has that version. */
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
  /** The one that is being sent by this tab. */
  #sending: string | undefined;

  constructor(
    storage: TextStorage,
    private readonly clock: () => number,
  ) {
    super(storage, 'bellhop-outbox', isQueuedSave, OUTBOX_BOUNDS, clock);
  }

  /** Leaves a save that got no response to wait. @returns false if there is no room for it */
  enqueue(owner: Owner, save: NewSave): boolean {
    const now = this.clock();
    // After all others, also within a millisecond and when the clock was set back: the order of changes to a row matters.
    const at = Math.max(now, ...this.of(owner).map((other) => other.at + 1));
    // The version that the user saw is that of an earlier change, which the server does not have and may never get.
    const version = this.holds(owner, save) ? UNKNOWN : save.version;
    return this.add(owner, {
      ...save,
      version,
      ...{ id: save.idempotencyKey, at, sentAt: now, state: 'waiting', problem: null },
    });
  }

  /** Sends what waits, until one gets no response. Only one tab may do so at a time. */
  async flush(owner: Owner, send: SendSave): Promise<void> {
    const passed = new Set<string>();
    for (;;) {
      const next = this.#sendable(owner).find(({ id }) => !passed.has(id));
      if (!next) return;
      passed.add(next.id);
      if (!(await this.#send(owner, next, send))) return;
    }
  }

  hasWaiting(owner: Owner): boolean {
    return this.#sendable(owner).length > 0;
  }

  /** Whether something of the row is here: a later change of it has to wait as well. */
  holds(owner: Owner, { path, rowId }: Pick<QueuedSave, 'path' | 'rowId'>): boolean {
    return this.of(owner).some((save) => isOfRow(save, { path, rowId }));
  }

  /** Takes back what has not been sent. @returns false if it is being sent, or has been */
  takeBack(owner: Owner, id: string): boolean {
    if (this.#sending === id || !this.of(owner).some((save) => save.id === id)) return false;
    this.remove(owner, id);
    return true;
  }

  /** Sends one again after a conflict: the user has seen what others did, and keeps their own values. */
  insist(owner: Owner, { theirs, ...save }: QueuedSave): void {
    if (!theirs) return this.retry(owner, save);
    const before = part(theirs, save.before);
    const { merged: after } = mergeRows(save.before, save.after, before, save.groups);
    this.retry(owner, { ...save, version: theirs.version, before, after });
  }

  /** Sends one again that was refused, or sent long ago. */
  retry(owner: Owner, save: QueuedSave): void {
    this.add(owner, { ...save, state: 'waiting', problem: null, sentAt: null });
  }

  /** What may be sent now. What waits for the user holds up later changes of the same row, and nothing else. */
  #sendable(owner: Owner): readonly QueuedSave[] {
    const all = this.of(owner);
    return all.filter(
      (save, index) => save.state === 'waiting' && !all.slice(0, index).some((earlier) => isOfRow(earlier, save)),
    );
  }

  /** @returns false if there was no response */
  async #send(owner: Owner, save: QueuedSave, send: SendSave): Promise<boolean> {
    this.#sending = save.id;
    try {
      return await this.#attempt(owner, save, send);
    } finally {
      this.#sending = undefined;
    }
  }

  async #attempt(owner: Owner, save: QueuedSave, send: SendSave): Promise<boolean> {
    const now = this.clock();
    // A clock that was set back tells as little about the time since.
    if (save.version === null && save.sentAt !== null && Math.abs(now - save.sentAt) > REPEATABLE_MS) {
      return this.#settle(owner, save, 'late');
    }
    this.replace(owner, { ...save, sentAt: save.sentAt ?? now });
    let [version, before, after] = [save.version, save.before, save.after];
    for (let merges = 0; ; merges += 1) {
      const body = version === null ? filled(after) : changed(before, after);
      const isNothing = save.action === undefined && Object.keys(body).length === 0;
      const outcome: SaveOutcome = isNothing ? { kind: 'saved' } : await send(save, body, version);
      switch (outcome.kind) {
        case 'saved':
          this.remove(owner, save.id);
          return true;
        case 'unreachable':
          return false;
        case 'gone':
          if (save.action !== 'delete') return this.#settle(owner, save, 'gone');
          // The response of an earlier attempt was lost, or somebody else deleted it.
          this.remove(owner, save.id);
          return true;
        case 'refused':
          return this.#settle(owner, save, 'refused', outcome.problem);
        case 'stale': {
          const { current } = outcome;
          const theirs = part(current, before);
          const { merged, conflicts } = mergeRows(before, after, theirs, save.groups);
          // A row that others have changed since is deleted only by somebody who knows.
          const isOther = save.action === 'delete' && !looksAlike(save.row, current);
          if (isOther || conflicts.length > 0 || merges === MAX_MERGES) {
            return this.#settle(owner, { ...save, theirs: current }, 'conflict');
          }
          [version, before, after] = [current.version, theirs, merged];
        }
      }
    }
  }

  #settle(owner: Owner, save: QueuedSave, state: SaveState, problem: Problem | null = null): true {
    this.replace(owner, { ...save, state, problem, sentAt: save.sentAt ?? this.clock() });
    return true;
  }
}

/** Whether both are about the same row; new rows have no id yet, and are different. */
const isOfRow = (one: Pick<QueuedSave, 'path' | 'rowId'>, other: Pick<QueuedSave, 'path' | 'rowId'>): boolean =>
  one.rowId !== null && one.rowId === other.rowId && one.path === other.path;

/** Whether a row is as the user saw it; times and versions also change with one's own changes. */
const looksAlike = (seen: object | undefined, current: Fields): boolean =>
  seen !== undefined &&
  Object.entries(seen).every(
    ([field, value]) => /(At|^version|^updatedBy)$/.test(field) || isSameValue(value, current[field]),
  );

/** The fields of a row that were seen before. What no row has, such as a rule to make for a task, nobody has changed. */
const part = (row: Fields, seen: Fields): Fields =>
  Object.fromEntries(Object.entries(seen).map(([name, value]) => [name, name in row ? row[name] : value]));

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
