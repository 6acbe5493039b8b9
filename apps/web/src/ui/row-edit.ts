import type { VersionedRow } from '@bellhop/client';
import { type FieldGroup, isSameValue, mergeRows } from '@bellhop/react';

export type Side = 'mine' | 'theirs';

/** Who made a change, and when, as far as the row tells. */
export interface Author {
  readonly by: string | undefined;
  readonly at: string | undefined;
}

/** Fields that the user and somebody else changed to different values. */
export interface Conflict<Values> extends Author {
  readonly fields: FieldGroup<Values>;
  /** What the user had typed when they chose the other value. */
  readonly mine: Partial<Values>;
  readonly theirs: Partial<Values>;
  readonly choice: Side | undefined;
}

/** A change of somebody else to fields that the user had not touched. */
export interface Taken<Values> extends Author {
  readonly fields: FieldGroup<Values>;
}

/** What became of the row. `hidden`: the user may no longer see it. `gone`: deleted or hidden, which is not known. */
export type Fate = { readonly kind: 'deleted'; readonly by: string | undefined } | { readonly kind: 'hidden' | 'gone' };

export interface RowEditState<Row, Values> {
  /** The version that a save is based on; undefined to create a row. */
  readonly row: Row | undefined;
  /** What the form showed before the user typed. */
  readonly base: Values;
  readonly conflicts: readonly Conflict<Values>[];
  readonly taken: readonly Taken<Values>[];
  /** Undefined while the row exists. */
  readonly fate: Fate | undefined;
}

/**
 * The edit of one row by a form, while others change the same row. The form holds the values; each method that concerns them
 * takes the form's and returns what it is to show. Nothing typed is ever replaced except by the user's choice.
 */
export class RowEdit<Row extends VersionedRow, Values extends object> {
  #state: RowEditState<Row, Values>;
  readonly #listeners = new Set<() => void>();

  constructor(
    row: Row | undefined,
    base: Values,
    private readonly groups: readonly FieldGroup<Values>[] = [],
  ) {
    this.#state = { row, base, conflicts: [], taken: [], fate: undefined };
  }

  readonly getSnapshot = (): RowEditState<Row, Values> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Merges the row as somebody else left it. Older versions are ignored. */
  receive(mine: Values, row: Row, theirs: Values): Values {
    const { row: before, base, conflicts, taken, fate } = this.#state;
    if (!before || row.version <= before.version) {
      if (before && fate) this.#become({ fate: undefined });
      return mine;
    }
    const merge = mergeRows(base, mine, theirs, this.groups);
    const author = authorOf(row);
    const open = merge.conflicts.map((fields): Conflict<Values> => ({
      fields,
      mine: {},
      theirs: part(theirs, fields),
      choice: undefined,
      ...author,
    }));
    const isOpen = (conflict: Conflict<Values>) => open.some(({ fields }) => fields[0] === conflict.fields[0]);
    const kept = conflicts
      .filter((conflict) => !isOpen(conflict))
      .map((conflict) => ({ ...conflict, theirs: part(theirs, conflict.fields) }))
      .filter(({ choice, theirs: value, fields }) => choice === 'theirs' || !isPart(merge.merged, fields, value));
    const inConflict = new Set<string>([...open, ...kept].flatMap(({ fields }) => fields));
    const news = merge.taken.filter((field) => !inConflict.has(field));
    this.#become({
      row,
      base: theirs,
      conflicts: [...kept, ...open],
      taken: news.length > 0 ? [...without(taken, news), { fields: news, ...author }] : taken,
      fate: undefined,
    });
    return merge.merged;
  }

  /** Continues an earlier edit of the row. @param base what the form showed when `mine` was typed */
  resume(mine: Values, base: Values, row: Row | undefined, theirs: Values): Values {
    if (!row) {
      this.#become({ base });
      return mine;
    }
    this.#become({ row: { ...row, version: row.version - 1 }, base, conflicts: [], taken: [] });
    return this.receive(mine, row, theirs);
  }

  /** The user chose one of the two values. */
  choose(values: Values, conflict: Conflict<Values>, side: Side): Values {
    const now = sideOf(conflict, values);
    const mine = now === 'theirs' ? conflict.mine : part(values, conflict.fields);
    this.#become({
      conflicts: this.#state.conflicts.map((other) =>
        other === conflict ? { ...conflict, mine, choice: side } : other,
      ),
    });
    return side === 'theirs' ? { ...values, ...conflict.theirs } : { ...values, ...mine };
  }

  /** Conflicts that the user has yet to decide. */
  undecided(values: Values): readonly Conflict<Values>[] {
    return this.#state.conflicts.filter((conflict) => sideOf(conflict, values) === undefined);
  }

  lose(fate: Fate): void {
    const { row, fate: before } = this.#state;
    const saysMore = before?.kind !== fate.kind || (fate.kind === 'deleted' && fate.by !== undefined);
    const isNews = !before || (fate.kind !== 'gone' && saysMore);
    if (row && isNews && !isSameValue(before, fate)) this.#become({ fate });
  }

  /** A save creates a new row from now on. */
  startAnew(): void {
    this.#become({ row: undefined, conflicts: [], taken: [], fate: undefined });
  }

  #become(change: Partial<RowEditState<Row, Values>>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Returns the side whose value the form shows: undefined until the user has chosen. A value edited later is the user's. */
export function sideOf<Values extends object>(conflict: Conflict<Values>, values: Values): Side | undefined {
  if (isPart(values, conflict.fields, conflict.theirs)) return 'theirs';
  return conflict.choice && 'mine';
}

function authorOf(row: VersionedRow): Author {
  const { updatedBy, updatedAt } = row as VersionedRow & { readonly updatedBy?: unknown; readonly updatedAt?: unknown };
  return {
    by: typeof updatedBy === 'string' ? updatedBy : undefined,
    at: typeof updatedAt === 'string' ? updatedAt : undefined,
  };
}

const part = <Values extends object>(values: Values, fields: FieldGroup<Values>): Partial<Values> =>
  Object.fromEntries(fields.map((field) => [field, values[field]])) as Partial<Values>;

const isPart = <Values extends object>(values: Values, fields: FieldGroup<Values>, other: Partial<Values>): boolean =>
  fields.every((field) => isSameValue(values[field], other[field]));

/** Drops fields that have newer news. */
function without<Values>(taken: readonly Taken<Values>[], fields: FieldGroup<Values>): readonly Taken<Values>[] {
  return taken
    .map((news) => ({ ...news, fields: news.fields.filter((field) => !fields.includes(field)) }))
    .filter((news) => news.fields.length > 0);
}
