import type { FieldCode } from '@bellhop/hotel';
import type { FieldError } from '@bellhop/protocol';
import { getMetadataStorage, type ValidationError } from 'class-validator';

/** What the rules of DTOs are called in a problem. Others are `invalid`: nobody who uses a form meets them. */
const CODES: Readonly<Record<string, FieldCode>> = {
  whitelistValidation: 'unknownField',
  minLength: 'minLength',
  maxLength: 'maxLength',
  maxCharacters: 'maxLength',
  min: 'min',
  max: 'max',
  isPlainLine: 'oneLine',
  isVisible: 'required',
  isIn: 'notAChoice',
  isDay: 'notADate',
  isInstant: 'notATime',
  isCurrency: 'notACurrency',
  isTimezone: 'notATimezone',
  isEmail: 'notAnEmail',
  arrayMaxSize: 'tooMany',
  arrayUnique: 'repeated',
};

/** Returns the code of a failed rule, and its limit if it has one. @param rule as class-validator names it */
export function codeOf({ target, property, value }: ValidationError, rule: string): Pick<FieldError, 'code' | 'limit'> {
  const isEmpty = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  if (isEmpty && rule !== 'whitelistValidation') return { code: 'required' };
  const code = CODES[rule] ?? 'invalid';
  const limit = limitOf(target, property, rule);
  return limit === undefined ? { code } : { code, limit };
}

function limitOf(target: object | undefined, property: string, rule: string): number | undefined {
  if (!target) return undefined;
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  const [limit] = (rules.find(({ propertyName, name }) => propertyName === property && name === rule)?.constraints ??
    []) as readonly unknown[];
  return typeof limit === 'number' && Number.isFinite(limit) ? limit : undefined;
}
