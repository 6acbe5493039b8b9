import { ValidationPipe } from '@nestjs/common';
import type { FieldError } from '@bellhop/contracts';
import type { ValidationError } from 'class-validator';
import { ProblemException } from './problem.js';

/** Checks every DTO by its decorators; a field that the DTO does not have is an error, so that a typo is not ignored. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new ProblemException('validation_failed', undefined, fieldErrors(errors)),
  });

const fieldErrors = (errors: readonly ValidationError[], parent = ''): FieldError[] =>
  errors.flatMap(({ property, constraints, children }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    const own = Object.values(constraints ?? {}).map((message) => ({ field, message: withoutName(message, property) }));
    return [...own, ...fieldErrors(children ?? [], field)];
  });

/** class-validator begins its sentences with the field's name, which stands beside the message already. */
function withoutName(message: string, property: string): string {
  if (message === `property ${property} should not exist`) return 'is not a field of this request';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
