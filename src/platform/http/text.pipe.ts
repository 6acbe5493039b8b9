import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { FieldError } from '@bellhop/protocol';
import { ProblemException } from './problem.js';

const MAX_DEPTH = 16;
/** Names with a meaning in JavaScript, which code that copies objects silently skips. */
const meansSomethingElse = (name: string): boolean => name in Object.prototype || name === 'prototype';

/**
 * Refuses input that no field may hold, before validation: text that PostgreSQL cannot store (NUL, unpaired surrogates), JSON
 * nested deeply enough to overflow the stack of code that walks it, and bodies that are not objects. Path ids have their own
 * pipe.
 */
@Injectable()
export class TextPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    if (type !== 'body' && type !== 'query') return value;
    if (type === 'body' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw new ProblemException('malformed_request', 'The request body must be a JSON object.');
    }
    const errors = findUnstorable(value, data ?? '');
    if (errors.length > 0) throw new ProblemException('validation_failed', undefined, errors);
    return value;
  }
}

function findUnstorable(root: unknown, name: string): FieldError[] {
  const errors: FieldError[] = [];
  const pending: { value: unknown; field: string; depth: number }[] = [{ value: root, field: name, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, field, depth } = next;
    if (typeof value === 'string' && !isStorable(value)) {
      errors.push({ field, message: 'must not contain NUL or an unpaired surrogate' });
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) {
      throw new ProblemException('malformed_request', `JSON must not be nested deeper than ${MAX_DEPTH} levels.`);
    }
    for (const [key, child] of Object.entries(value)) {
      const path = field === '' ? key : `${field}.${key}`;
      if (meansSomethingElse(key))
        errors.push({ field: path, message: 'is not a field of this request', code: 'unknownField' });
      else if (isStorable(key)) pending.push({ value: child, field: path, depth: depth + 1 });
      else errors.push({ field, message: 'must not have field names with NUL or an unpaired surrogate' });
    }
  }
  return errors;
}

const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
