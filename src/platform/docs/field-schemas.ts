import { recurrenceRule } from '@bellhop/hotel';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';

type Facts = Record<string, unknown>;
type Class = abstract new (...args: never[]) => unknown;

/** JSON Schema keywords of each validator, by its name in class-validator or `platform/http/fields`. */
const FACTS: Readonly<Record<string, (constraints: readonly unknown[]) => Facts>> = {
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isBoolean: () => ({ type: 'boolean' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isArray: () => ({ type: 'array' }),
  isDay: () => ({ type: 'string', format: 'date' }),
  isInstant: () => ({ type: 'string', format: 'date-time' }),
  isRecurrenceRule: () => ({ type: 'string', pattern: recurrenceRule.pattern ?? '' }),
  isCurrency: () => ({ type: 'string', pattern: '^[A-Z]{3}$' }),
  isTimezone: () => ({ type: 'string', description: 'IANA name, such as Europe/Lisbon' }),
  isIn: ([values]) => ({ type: 'string', enum: [...(values as readonly string[])] }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  minLength: ([minLength]) => ({ minLength }),
  maxLength: ([maxLength]) => ({ maxLength }),
  maxCharacters: ([maxLength]) => ({ maxLength }),
  matches: ([pattern]) => ({ pattern: (pattern as RegExp).source }),
  arrayMinSize: ([minItems]) => ({ minItems }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
};

const described = new WeakSet<Class>();

/**
 * Documents a DTO's fields in OpenAPI from their validators, so that each limit is written once. A class without validators is
 * left as it is.
 */
export function describeFields(dto: Class): void {
  if (described.has(dto)) return;
  described.add(dto);
  const checks = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  for (const field of new Set(checks.map(({ propertyName }) => propertyName))) {
    const validators = checks.filter(({ propertyName }) => propertyName === field);
    const own: Facts = {};
    const items: Facts = {};
    let [required, nullable] = [true, false];
    for (const { name, type, constraints, each } of validators) {
      if (type === 'conditionalValidation') {
        const applies = constraints[0] as (object: unknown, value: unknown) => boolean;
        required = applies({}, undefined);
        nullable = !applies({}, null);
      } else Object.assign(each ? items : own, FACTS[name ?? '']?.(constraints));
    }
    const nested = nestedIn(dto, field);
    if (nested) describeFields(nested);
    const options = {
      ...own,
      required,
      ...(nullable && { nullable }),
      ...(own['type'] === 'array' && !nested && { items }),
      ...(nested && { type: [nested] }),
    };
    // The generator's type enumerates combinations of these; all are plain JSON Schema.
    ApiProperty(options as unknown as ApiPropertyOptions)(dto.prototype as object, field);
  }
}

/** The class of a list's items, from `@ApiProperty({ type: [Class] })`; validators do not reveal it. */
function nestedIn(dto: Class, field: string): Class | undefined {
  const known: unknown = Reflect.getMetadata('swagger/apiModelProperties', dto.prototype as object, field);
  const { type } = (known ?? {}) as { readonly type?: unknown };
  return typeof type === 'function' && type !== Array ? (type as Class) : undefined;
}
