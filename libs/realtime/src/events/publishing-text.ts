import type { FieldError } from '@bellhop/protocol';

const MAX_DEPTH = 16;

/** In text of several lines, and in a name, which is one. PostgreSQL could not store NUL. */
const CONTROL_CHARACTERS = /[^\P{Cc}\t\n\r]/u;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** They turn round what stands after them: bidirectional embeddings, overrides and isolates. */
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u;
/** Half of a surrogate pair, which PostgreSQL could not store. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/** Whether text is one line that leaves what is around it alone, as names, ids and keys have to be. */
export const isPlainLine = (text: string): boolean =>
  !UNPRINTABLE.test(text) && !REORDERING.test(text) && !HALF_A_PAIR.test(text);

/**
 * Finds what events from elsewhere must not carry, however permissive their schema is: control characters other than tabs
 * and line breaks, half of a surrogate pair, and JSON so deep that code walking it runs out of stack.
 * @param field the value's path, which the path of each error begins with
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
