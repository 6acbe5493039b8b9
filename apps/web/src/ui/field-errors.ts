import { type FieldCode, isFieldCode } from '@bellhop/hotel';
import type { FieldError } from '@bellhop/protocol';
import { RefusedError } from '@bellhop/react';
import { currentLanguage } from '../language/locale.js';
import { i18n } from '../language/messages.js';
import type { Form } from './form.js';

/**
 * Shows the server’s field errors at their fields.
 * @param names maps a field's name on the wire to the form's, where they differ
 * @returns the error if it has to be shown for the whole form
 */
export function showFieldErrors<Values extends object>(
  form: Form<Values>,
  error: Error,
  names: Readonly<Record<string, string>> = {},
): Error | null {
  const fields = error instanceof RefusedError ? error.fieldErrors : [];
  const named = fields.map((error) => [names[error.field] ?? error.field, fieldErrorText(error)] as const);
  const shown = named.filter(([field]) => field in form.getValues());
  form.setErrors(Object.fromEntries(shown));
  return shown.length > 0 && shown.length === fields.length ? null : error;
}

const LIMITS = ['minLength', 'maxLength', 'min', 'max', 'tooMany'] as const satisfies readonly FieldCode[];
const isLimit = (code: FieldCode): code is (typeof LIMITS)[number] => LIMITS.some((limit) => limit === code);

/** A server of another version may have codes that are not known here; its own text is English. */
export function fieldErrorText({ code, message, limit }: FieldError): string {
  if (isFieldCode(code) && code !== 'invalid') {
    if (!isLimit(code)) return i18n.t(`errors:field.${code}`);
    if (limit !== undefined) return i18n.t(`errors:limit.${code}`, { limit });
  }
  return currentLanguage() === 'en' ? message.charAt(0).toUpperCase() + message.slice(1) : i18n.t('errors:wrongValue');
}
