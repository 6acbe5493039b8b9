import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, RefusedError, StaleRowError, useRowCommands } from '@bellhop/react';
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
  /** The form's name of a field where the wire has another one. */
  readonly fieldNames?: Readonly<Record<string, string>>;
  readonly onDone: () => void;
}

export interface RowForm {
  readonly submit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  /** What concerns the form as a whole; what concerns one field stands at that field. */
  readonly problem: Error | null;
  /** Somebody deleted the row: there is nothing left to save. */
  readonly gone: boolean;
}

/**
 * Creates a row, or changes what the user changed of it. Retrying a creation that got no answer is safe: it goes under
 * the same idempotency key until the server has answered. When somebody else was faster, the form takes over their state.
 */
export function useRowForm<Row extends VersionedRow, View extends object, Values extends object>(
  options: RowFormOptions<Row, View, Values>,
): RowForm {
  const { rows, form, toValues, toBody, fieldNames = {}, onDone } = options;
  const { create, change } = useRowCommands(rows);
  const [base, setBase] = useState(options.row);
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [problem, setProblem] = useState<Error | null>(null);

  const save = async (values: Values) => {
    if (!base) return create.mutateAsync({ body: filled(toBody(values)), idempotencyKey });
    const body = changed(toBody(toValues(base)), toBody(values));
    return Object.keys(body).length > 0 ? change.mutateAsync({ row: base, body }) : base;
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
    busy: create.isPending || change.isPending,
    problem,
    gone: problem instanceof StaleRowError && problem.current === undefined,
  };
}

/** A new row leaves out what it has nothing for. */
function filled(body: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
}

function changed(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));
}
