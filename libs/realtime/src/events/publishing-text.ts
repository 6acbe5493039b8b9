import type { FieldError } from '@bellhop/contracts';

const MAX_DEPTH = 16;

/**
 * Finds what events from elsewhere must not carry, however permissive their schema is: text that a listener could not
 * store in PostgreSQL (NUL, half a surrogate pair), and JSON so deep that code walking it runs out of stack.
 * @param field the value's path, which the path of each error begins with
 */
export function findUnstorable(root: unknown, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const pending: { value: unknown; at: string; depth: number }[] = [{ value: root, at: field, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, at, depth } = next;
    if (typeof value === 'string' && !isStorable(value)) {
      errors.push({ field: at, message: 'must not contain NUL or half a surrogate pair' });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH) {
      errors.push({ field: at, message: `must not be nested deeper than ${MAX_DEPTH} levels` });
      continue;
    }
    for (const [name, child] of Object.entries(value)) {
      if (isStorable(name)) pending.push({ value: child, at: `${at}.${name}`, depth: depth + 1 });
      else errors.push({ field: at, message: 'must not have field names with NUL or half a surrogate pair' });
    }
  }
  return errors;
}

const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
