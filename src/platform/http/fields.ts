import { Transform } from 'class-transformer';
import {
  IsEmail,
  IsInt,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import { isDay } from '../time/calendar.js';

/** The field may be left out. Unlike class-validator's `IsOptional` it does not let null pass. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** The field may be left out or null. */
export const MayBeNull = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined && value !== null);

/**
 * At most `max` characters (code points), as the schemas of events count them. class-validator's `MaxLength` leaves
 * variation selectors out and would let pass what no event may carry.
 */
export const MaxCharacters = (max: number): PropertyDecorator =>
  ValidateBy({
    name: 'maxCharacters',
    constraints: [max],
    validator: {
      validate: (value) => typeof value === 'string' && (value.length <= max || [...value].length <= max),
      defaultMessage: () => `must be shorter than or equal to ${max} characters`,
    },
  });

/** Control characters and line separators: nothing that a line of text has. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/**
 * Bidirectional embeddings, overrides and isolates: they turn round what stands after them in a sentence, a mail or a log.
 * The marks that right-to-left names do need (U+061C, U+200E, U+200F), and joiners, are none of them.
 */
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u;

/** Text that stays on its line and leaves what is around it alone: names, titles and addresses. */
export const IsPlainLine = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPlainLine',
    validator: {
      validate: (value) => typeof value === 'string' && !UNPRINTABLE.test(value) && !REORDERING.test(value),
      defaultMessage: () => 'must be one line without control characters',
    },
  });

/** Something in it takes up room: a name of joiners and marks alone looks like none. */
const IsVisible = (): PropertyDecorator =>
  ValidateBy({
    name: 'isVisible',
    validator: {
      validate: (value) => typeof value === 'string' && /[^\s\p{Cf}]/u.test(value),
      defaultMessage: () => 'must not be blank',
    },
  });

/** A line of text that says something: not blank or invisible, at most `max` characters. */
export const IsLine =
  (max: number): PropertyDecorator =>
  (target, name) => {
    MaxCharacters(max)(target, name);
    IsPlainLine()(target, name);
    Matches(/\S/, { message: 'must not be blank' })(target, name);
    IsVisible()(target, name);
  };

/** An address that mail can be sent to, as it stands in a list of people, at most `max` characters. */
export const IsEmailAddress =
  (max: number): PropertyDecorator =>
  (target, name) => {
    IsEmail({}, { message: 'must be an email address' })(target, name);
    MaxLength(max)(target, name);
    IsPlainLine()(target, name);
  };

/** The id of another row, in lower case as all ids are kept. */
export const IsId = (): PropertyDecorator => (target, name) => {
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))(target, name);
  IsUUID()(target, name);
};

/** `YYYY-MM-DD`. */
export const IsDay = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    { name: 'isDay', validator: { validate: isDay, defaultMessage: () => 'must be a day such as 2026-11-21' } },
    options,
  );

const currencies: ReadonlySet<unknown> = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code. */
export const IsCurrency = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCurrency',
    validator: {
      validate: (value) => currencies.has(value),
      defaultMessage: () => 'must be an ISO 4217 currency code such as EUR',
    },
  });

/** An IANA time zone. */
export const IsTimezone = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTimezone',
    validator: { validate: isTimezone, defaultMessage: () => 'must be an IANA time zone such as Europe/Lisbon' },
  });

function isTimezone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** A whole number that came as text, in a query. */
export const IsIntText =
  (min: number, max: number): PropertyDecorator =>
  (target, name) => {
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
    )(target, name);
    const message = `must be a whole number from ${min} to ${max}`;
    IsInt({ message })(target, name);
    Min(min, { message })(target, name);
    Max(max, { message })(target, name);
  };
