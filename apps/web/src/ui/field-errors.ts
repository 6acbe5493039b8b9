import { RefusedError } from '@bellhop/react';
import type { UseFormReturnType } from '@mantine/form';
import { currentLanguage } from '../language/locale.js';
import { i18n } from '../language/messages.js';

/**
 * Shows the server’s field errors at their fields.
 * @param names maps a field's name on the wire to the form's, where they differ
 * @returns the error if it has to be shown for the whole form
 */
export function showFieldErrors<Values extends object>(
  form: UseFormReturnType<Values>,
  error: Error,
  names: Readonly<Record<string, string>> = {},
): Error | null {
  const fields = error instanceof RefusedError ? error.fieldErrors : [];
  const named = fields.map(({ field, message }) => [names[field] ?? field, fieldErrorText(message)] as const);
  const shown = named.filter(([field]) => field in form.getValues());
  form.setErrors(Object.fromEntries(shown));
  return shown.length > 0 && shown.length === fields.length ? null : error;
}

/** The server’s messages are English and leave out the name of the field. */
const fieldErrorText = (text: string): string =>
  currentLanguage() === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : i18n.t('errors:wrongValue');
