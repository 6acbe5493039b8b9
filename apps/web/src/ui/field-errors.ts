import { RefusedError } from '@bellhop/react';
import type { UseFormReturnType } from '@mantine/form';

/**
 * Puts what the server said of fields at those fields.
 * @param names the form's name of a field where the wire has another one
 * @returns what is left to be said of the form as a whole
 */
export function showFieldErrors<Values extends object>(
  form: UseFormReturnType<Values>,
  error: Error,
  names: Readonly<Record<string, string>> = {},
): Error | null {
  const fields = error instanceof RefusedError ? error.fieldErrors : [];
  const named = fields.map(({ field, message }) => [names[field] ?? field, capitalised(message)] as const);
  const shown = named.filter(([field]) => field in form.getValues());
  form.setErrors(Object.fromEntries(shown));
  return shown.length > 0 && shown.length === fields.length ? null : error;
}

/** The server says what a field is or must be, without naming it. */
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
