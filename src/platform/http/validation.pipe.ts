import { ValidationPipe } from '@nestjs/common';
import type { FieldError } from '@bellhop/protocol';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { codeOf } from './field-codes.js';
import { ProblemException } from './problem.js';

/** Validates every DTO by its decorators. Unknown fields are errors, so that a typo is not ignored. */
export function validationPipe(): ValidationPipe {
  rememberRules();
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    // Their class has the limits of the rules.
    validationError: { target: true },
    exceptionFactory: (errors) => new ProblemException('validation_failed', undefined, fieldErrors(errors)),
  });
}

type Storage = ReturnType<typeof getMetadataStorage>;
type Search = Storage['getTargetValidationMetadatas'];

const remembering = new WeakSet<Storage>();

/**
 * class-validator searches the rules of all classes for those of one, at every request. A class's rules are complete once it
 * is defined, so the result is cached.
 */
function rememberRules(storage = getMetadataStorage()): void {
  if (remembering.has(storage)) return;
  remembering.add(storage);
  const search: Search = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<Parameters<Search>[0], ReturnType<Search>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups) return search(target, schema, always, strictGroups, groups);
    const rules = known.get(target) ?? search(target, schema, always, strictGroups, groups);
    known.set(target, rules);
    return rules;
  };
}

const fieldErrors = (errors: readonly ValidationError[], parent = ''): FieldError[] =>
  errors.flatMap((error) => {
    const { property, constraints, children } = error;
    const field = parent === '' ? property : `${parent}.${property}`;
    const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
      ...{ field, message: withoutName(message, property) },
      ...codeOf(error, rule),
    }));
    return [...own, ...fieldErrors(children ?? [], field)];
  });

/** class-validator starts messages with the field's name, which the response has in `field`. */
function withoutName(message: string, property: string): string {
  if (message === `property ${property} should not exist`) return 'is not a field of this request';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
