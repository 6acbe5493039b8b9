import type { FieldText } from './field-text.js';
import { type Owner, type StoredEntry, StoredList } from './stored-list.js';
import type { TextStorage } from './text-storage.js';

const DAY_MS = 86_400_000;
/** For one user; the size in characters. */
export const DRAFT_BOUNDS = { count: 50, size: 100_000, ageMs: 7 * DAY_MS };

/** The form that a draft belongs to. */
export interface DraftForm {
  /** Name of the rows. */
  readonly form: string;
  /** Null for a new row. */
  readonly rowId: string | null;
}

/** What somebody typed in a form and has not saved. */
export interface Draft extends StoredEntry, DraftForm {
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the form showed before: to merge with what others saved since. */
  readonly base: Readonly<Record<string, unknown>>;
  /** The locale in which values were typed: `1.234` is something else in another. Missing in drafts of older versions. */
  readonly locale?: string;
  /** With which the form creates its row: the server may have it already. Missing in drafts of older versions. */
  readonly idempotencyKey?: string;
  /** The version of the row that the form was last shown with. Missing for a new row, and in drafts of older versions. */
  readonly version?: number;
  /** What was typed, to read and copy where the form itself cannot be opened. */
  readonly texts: readonly FieldText[];
}

/** The drafts of the users of this browser. */
export class Drafts extends StoredList<Draft> {
  constructor(storage: TextStorage, now: () => number) {
    super(storage, 'bellhop-draft', isDraft, DRAFT_BOUNDS, now);
  }

  /** Returns the drafts of one form, newest first. */
  for(owner: Owner, { form, rowId }: DraftForm): readonly Draft[] {
    return this.of(owner)
      .filter((draft) => draft.form === form && draft.rowId === rowId)
      .toReversed();
  }
}

function isDraft(value: unknown): boolean {
  const { form, rowId, title, values, base, texts } = value as Readonly<Record<string, unknown>>;
  const isRecord = (part: unknown) => typeof part === 'object' && part !== null && !Array.isArray(part);
  return (
    typeof form === 'string' &&
    (rowId === null || typeof rowId === 'string') &&
    typeof title === 'string' &&
    isRecord(values) &&
    isRecord(base) &&
    Array.isArray(texts)
  );
}
