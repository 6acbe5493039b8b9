import type { VersionedRow } from '@bellhop/client';
import {
  isSameValue,
  type LiveQuery,
  StaleRowError,
  UnreachableError,
  useRowMutations,
  useWatchedRow,
  type WatchedRow,
} from '@bellhop/react';
import { type SyntheticEvent, useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { currentLocale } from '../language/locale.js';
import { useUser } from '../session.js';
import { isDecided } from '../unsaved/is-decided.js';
import { kindOf } from '../unsaved/kind-of.js';
import { changed, filled } from '../unsaved/outbox.js';
import { enqueue } from '../unsaved/unsaved.js';
import type { DraftContent } from '../unsaved/draft-keeper.js';
import { type OfferedDraft, useDraft } from '../unsaved/use-draft.js';
import { showFieldErrors } from './field-errors.js';
import type { Form } from './form.js';
import { asLines, changedTexts, type FormField, groupsOf, textOf } from './form-fields.js';
import { notifyMerged, notifyQueued } from './notify-merged.js';
import { type Author, type Fate, RowEdit, type Side, sideOf } from './row-edit.js';

/** How often a save is repeated because others keep changing the row, before the user is told. */
const MAX_ATTEMPTS = 3;

export interface RowFormOptions<Row extends VersionedRow, View extends object, Values extends object> {
  readonly rows: LiveQuery<Row, View>;
  /** The row to change; undefined to create one. */
  readonly row: Row | undefined;
  /** Names the form in a list of drafts. @default the rows' name */
  readonly title?: string;
  readonly form: Form<Values>;
  readonly toValues: (row: Row) => Values;
  readonly toBody: (values: Values) => Readonly<Record<string, unknown>>;
  /** Writes values that were typed in another locale as in the user's. @default they are the same in every locale */
  readonly retype?: (values: Values, locale: string) => Values;
  /** Names the form's fields outside of their inputs. @default their own names, each by itself */
  readonly fields?: readonly FormField<Values>[];
  /** Maps a field's name on the wire to the form's, where they differ. */
  readonly fieldNames?: Readonly<Record<string, string>>;
  readonly onDone: () => void;
}

/** A conflict as the form shows it. */
export interface ShownConflict extends Author {
  readonly label: string;
  readonly theirs: string;
  /** Returns the user's value. */
  readonly mine: () => string;
  /** Returns undefined until the user has chosen. */
  readonly side: () => Side | undefined;
  readonly choose: (side: Side) => void;
}

/** Fields that somebody else changed while the form was open. */
export interface ShownNews extends Author {
  readonly labels: readonly string[];
}

export interface RowForm {
  readonly submit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  /** An error of the whole form; errors of single fields are shown at those fields. */
  readonly problem: Error | null;
  /** There is no row left to save. */
  readonly gone: boolean;
  readonly fate: Fate | undefined;
  readonly news: readonly ShownNews[];
  readonly conflicts: readonly ShownConflict[];
  /** What was typed in this form before and not saved. */
  readonly drafts: readonly OfferedDraft[];
  /** Number of saves that wait for the user to decide the conflicts. */
  readonly asked: number;
  /** Returns what the user has typed, as text. */
  readonly typed: () => string;
  /** Calls back after each key: who uses it is not rendered again for what is typed. @returns a function that ends it */
  readonly subscribe: (listener: () => void) => () => void;
  /** Saves create a new row from now on. */
  readonly startAnew: () => void;
}

/**
 * Creates a row, or updates the fields that the user changed, while others may change the same row: their changes to other
 * fields are shown as they happen and merged, and of a field that both changed the user chooses a value. Retrying a creation
 * that got no response is safe: it has the same idempotency key until the server has answered.
 */
export function useRowForm<Row extends VersionedRow, View extends object, Values extends object>(
  options: RowFormOptions<Row, View, Values>,
): RowForm {
  const { rows, title = rows.name, form, toValues, toBody, retype, fields = [], fieldNames = {}, onDone } = options;
  const { orgId, userId } = useUser();
  const { create, update } = useRowMutations(rows);
  const [edit] = useState(
    () =>
      new RowEdit<Row, Values>(options.row, options.row ? toValues(options.row) : form.initialValues, groupsOf(fields)),
  );
  const { row, conflicts, taken, fate } = useSyncExternalStore(edit.subscribe, edit.getSnapshot);
  const [idempotencyKey, setIdempotencyKey] = useState<string>(() => crypto.randomUUID());
  const [problem, setProblem] = useState<Error | null>(null);
  const [asked, setAsked] = useState(0);
  const busy = create.isPending || update.isPending;

  const show = (values: Values): Values => {
    if (values !== form.getValues()) form.setValues(values);
    return values;
  };

  const watched = useWatchedRow(rows, row && rows.idOf(row));
  const follow = useEffectEvent((now: WatchedRow<Row>) => {
    if (now.state === 'current') show(edit.receive(form.getValues(), now.row, toValues(now.row)));
    else if (now.state === 'deleted') edit.lose({ kind: 'deleted', by: now.by });
    else if (now.state !== 'unknown') edit.lose({ kind: now.state });
  });
  // The event of an own save may arrive before its response.
  useEffect(() => {
    if (!busy) follow(watched);
  }, [watched, busy]);

  /** The fields that the user changed. */
  const own = (): readonly (keyof Values & string)[] => {
    const [values, { base }] = [form.getValues(), edit.getSnapshot()];
    return namesOf(values).filter((name) => !isSameValue(values[name], base[name]));
  };
  const content = (): DraftContent => {
    const [values, now] = [form.getValues(), edit.getSnapshot()];
    return {
      title,
      values: plainRecord(values),
      base: plainRecord(now.base),
      texts: changedTexts(fields, own(), values),
      locale: currentLocale(),
      idempotencyKey,
      ...(now.row && { version: now.row.version }),
    };
  };
  const draft = useDraft(
    { form: rows.name, rowId: options.row ? rows.idOf(options.row) : null },
    {
      content: () => (own().length > 0 ? content() : undefined),
      idempotencyKey,
      subscribe: useCallback(
        (listener) => {
          const ends = [form.subscribe(listener), edit.subscribe(listener)];
          return () => ends.forEach((end) => end());
        },
        [form, edit],
      ),
    },
    (earlier) => {
      const now = edit.getSnapshot();
      if (earlier.idempotencyKey !== undefined) setIdempotencyKey(earlier.idempotencyKey);
      const { locale = currentLocale() } = earlier;
      const here = (kept: Values): Values => (retype && locale !== currentLocale() ? retype(kept, locale) : kept);
      const [mine, before] = [here({ ...form.getValues(), ...earlier.values }), here({ ...now.base, ...earlier.base })];
      show(edit.resume(mine, before, now.row, now.base));
    },
  );

  const send = async (submitted: Values) => {
    const now = edit.getSnapshot();
    if (!now.row) return create.mutateAsync({ body: filled(toBody(submitted)), idempotencyKey });
    const body = changed(toBody(now.base), toBody(submitted));
    return Object.keys(body).length > 0 ? update.mutateAsync({ row: now.row, body }) : now.row;
  };

  const save = async (submitted: Values, attempt = 1): Promise<void> => {
    setProblem(null);
    if (edit.undecided(submitted).length > 0) return setAsked((count) => count + 1);
    try {
      await send(submitted);
    } catch (error) {
      if (error instanceof UnreachableError && queue(submitted)) return notifyQueued();
      if (!(error instanceof StaleRowError)) return fail(error as Error);
      const current = error.current as Row | undefined;
      if (!current) return edit.lose({ kind: 'gone' });
      const merged = show(edit.receive(submitted, current, toValues(current)));
      if (attempt === MAX_ATTEMPTS) return setProblem(error);
      return form.validate() ? save(merged, attempt + 1) : undefined;
    }
    if (attempt > 1) notifyMerged(shownNews(edit.getSnapshot().taken).flatMap(({ labels }) => labels));
    finish();
  };

  const finish = () => {
    draft.done();
    onDone();
  };

  /** Leaves the save to wait for the connection. @returns false if there is no room for it */
  const queue = (submitted: Values): boolean => {
    const now = edit.getSnapshot();
    const [before, after] = [now.row ? toBody(now.base) : {}, toBody(submitted)];
    const isKept = enqueue(
      { orgId, userId },
      {
        ...{ form: rows.name, kind: kindOf(rows), path: rows.path, before, after, idempotencyKey, content: content() },
        ...{ rowId: now.row ? rows.idOf(now.row) : null, version: now.row?.version ?? null },
        groups: groupsOf(fields).map((group) =>
          Object.keys(after).filter((name) => (group as readonly string[]).includes(fieldNames[name] ?? name)),
        ),
      },
    );
    if (isKept) finish();
    return isKept;
  };

  const fail = (error: Error) => {
    if (isDecided(error)) setIdempotencyKey(crypto.randomUUID());
    setProblem(showFieldErrors(form, error, fieldNames));
  };

  const shownNews = (news: typeof taken): readonly ShownNews[] =>
    news.map(({ by, at, fields: changedFields }) => ({
      by,
      at,
      labels: changedTexts(fields, changedFields, form.getValues()).map(({ label }) => label),
    }));

  return {
    submit: form.onSubmit((submitted) => void save(submitted)),
    busy,
    problem,
    gone: fate !== undefined,
    fate,
    news: shownNews(taken),
    conflicts: conflicts.map((conflict) => {
      const side = () => sideOf(conflict, form.getValues());
      const described = (values: Partial<Values>) =>
        textOf(fields, conflict.fields, { ...form.getValues(), ...values });
      const { label, text: theirs } = described(conflict.theirs);
      return {
        ...{ label, theirs, side, by: conflict.by, at: conflict.at },
        mine: () => described(side() === 'theirs' ? conflict.mine : {}).text,
        choose: (chosen) => void show(edit.choose(form.getValues(), conflict, chosen)),
      };
    }),
    asked,
    drafts: draft.offers,
    typed: () => {
      const [values, changedByUser] = [form.getValues(), own()];
      return asLines(changedTexts(fields, changedByUser.length > 0 ? changedByUser : namesOf(values), values));
    },
    subscribe: form.subscribe,
    startAnew: () => edit.startAnew(),
  };
}

const namesOf = <Values extends object>(values: Values) => Object.keys(values) as (keyof Values & string)[];

const plainRecord = (values: object): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(values));
