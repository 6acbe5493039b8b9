import type { Problem } from '@bellhop/protocol';
import { RefusedError } from '@bellhop/react';
import { errorText } from './error-text.js';
import { fieldErrorText } from './field-errors.js';
import { fieldName } from './row-words.js';

/** Says why the server refused a save, outside of its form: every field with its name. @param kind of the row: `task` */
export function refusalText(problem: Problem, kind = ''): string {
  const error = new RefusedError(problem);
  const fields = error.fieldErrors.map((field) => `${fieldName(kind, field.field)}: ${fieldErrorText(field)}`);
  return fields.length > 0 ? fields.join(' · ') : errorText(error);
}
