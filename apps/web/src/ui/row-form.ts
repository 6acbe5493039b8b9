import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, RefusedError, StaleRowError, useRowMutations } from '@bellhop/react';
import type { UseFormReturnType } from '@mantine/form';
import { useState, type SyntheticEvent } from 'react';
import { showFieldErrors } from './field-errors.js';

export interface RowFormOptions<Row extends VersionedRow, View extends object, Values extends object> {
  readonly rows: LiveQuery<Row, View>;
  /** The row to change; undefined to create one. */
  readonly row: Row | undefined;
  readonly form: UseFormReturnType<Values>;
  readonly toValues: (row: Row) => Values;
  readonly toBody: (values: Values) => Readonly<Record<string, unknown>>;
  /** Maps a field's name on the wire to the form's, where they differ. */
  readonly fieldNames?: Readonly<Record<string, string>>;
  readonly onDone: () => void;
}

export interface RowForm {
  readonly submit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  /** An error of the whole form; errors of single fields are shown at those fields. */
  readonly problem: Error | null;
  /** The row was deleted: there is nothing left to save. */
  readonly gone: boolean;
}

/**
 * Creates a row, or updates the fields that the user changed. Retrying a creation that got no response is safe: it has
 * the same idempotency key until the server has answered. After a version conflict the form shows the current row.
 */
export function useRowForm<Row extends VersionedRow, View extends object, Values extends object>(
  options: RowFormOptions<Row, View, Values>,
): RowForm {
  const { rows, form, toValues, toBody, fieldNames = {}, onDone } = options;
  const { create, update } = useRowMutations(rows);
  const [base, setBase] = useState(options.row);
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [problem, setProblem] = useState<Error | null>(null);

  const save = async (values: Values) => {
    if (!base) return create.mutateAsync({ body: filled(toBody(values)), idempotencyKey });
    const body = changed(toBody(toValues(base)), toBody(values));
    return Object.keys(body).length > 0 ? update.mutateAsync({ row: base, body }) : base;
  };

  const fail = (error: Error) => {
    if (error instanceof StaleRowError) {
      const current = error.current as Row | undefined;
      setBase(current ?? base);
      if (current) form.setValues(toValues(current));
    }
    if (error instanceof RefusedError) setIdempotencyKey(crypto.randomUUID());
    setProblem(showFieldErrors(form, error, fieldNames));
  };

  return {
    submit: form.onSubmit((values) => {
      setProblem(null);
      save(values).then(onDone, fail);
    }),
    busy: create.isPending || update.isPending,
    problem,
    gone: problem instanceof StaleRowError && problem.current === undefined,
  };
}

/** Omits empty fields of a new row. */
function filled(body: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
}

function changed(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));
}
