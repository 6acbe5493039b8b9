import type { FieldError } from '@bellhop/protocol';

const MAX_DEPTH = 16;

/** Disallowed in multi-line text and in names, which are one line. PostgreSQL cannot store NUL. */
const CONTROL_CHARACTERS = /[^\P{Cc}\t\n\r]/u;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** Bidirectional embeddings, overrides and isolates reorder the text after them. */
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u;
/** Half of a surrogate pair, which PostgreSQL cannot store. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/** Whether text is a single line that does not alter the text around it, as names, ids and keys must be. */
export const isPlainLine = (text: string): boolean =>
  !UNPRINTABLE.test(text) && !REORDERING.test(text) && !HALF_A_PAIR.test(text);

/**
 * Finds content that no published event may carry, however permissive its schema: control characters other than tabs
 * and line breaks, half of a surrogate pair, and JSON so deep that code walking it runs out of stack.
 * @param field path of the value, the prefix of each error's path
 */
export function findUnfit(root: unknown, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const pending: { value: unknown; at: string; depth: number }[] = [{ value: root, at: field, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, at, depth } = next;
    if (typeof value === 'string' && (CONTROL_CHARACTERS.test(value) || HALF_A_PAIR.test(value))) {
      errors.push({ field: at, message: 'must not contain control characters or half a surrogate pair' });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH) {
      errors.push({ field: at, message: `must not be nested deeper than ${MAX_DEPTH} levels` });
      continue;
    }
    for (const [name, child] of Object.entries(value)) {
      if (isPlainLine(name)) pending.push({ value: child, at: `${at}.${name}`, depth: depth + 1 });
      else
        errors.push({
          field: at,
          message: 'must not have field names with control characters or half a surrogate pair',
        });
    }
  }
  return errors;
}
