import { isDay, parseRule } from '@bellhop/hotel';
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
import { instantOf } from '../time/instant.js';

/** The field may be omitted. Unlike class-validator's `IsOptional`, null is rejected. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** The field may be omitted or null. */
export const MayBeNull = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined && value !== null);

/**
 * At most `max` code points, counted as event schemas count them. class-validator's `MaxLength` ignores variation selectors
 * and would accept text that no event may carry.
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

/** Control characters and line separators, which do not belong in a line of text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/**
 * Bidirectional embeddings, overrides and isolates, which reorder the text after them in a sentence, a mail or a log. Marks
 * that right-to-left names need (U+061C, U+200E, U+200F) and joiners are not among them.
 */
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u;

/** Text for names, titles and addresses: it stays on one line and does not affect the text around it. */
export const IsPlainLine = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPlainLine',
    validator: {
      validate: (value) => typeof value === 'string' && !UNPRINTABLE.test(value) && !REORDERING.test(value),
      defaultMessage: () => 'must be one line without control characters',
    },
  });

/** Contains a visible character. A name of joiners and marks alone looks empty. */
const IsVisible = (): PropertyDecorator =>
  ValidateBy({
    name: 'isVisible',
    validator: {
      validate: (value) => typeof value === 'string' && /[^\s\p{Cf}]/u.test(value),
      defaultMessage: () => 'must not be blank',
    },
  });

/** A visible line of text, not blank, at most `max` characters. */
export const IsLine =
  (max: number): PropertyDecorator =>
  (target, name) => {
    MaxCharacters(max)(target, name);
    IsPlainLine()(target, name);
    Matches(/\S/, { message: 'must not be blank' })(target, name);
    IsVisible()(target, name);
  };

/** An address that mail can be sent to and that lists can show as is, at most `max` characters. */
export const IsEmailAddress =
  (max: number): PropertyDecorator =>
  (target, name) => {
    IsEmail({}, { message: 'must be an email address' })(target, name);
    MaxLength(max)(target, name);
    IsPlainLine()(target, name);
  };

/** The id of another row, lower-cased as ids are stored. */
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

/** ISO 8601 with an offset, from 1900 to 2199; put into UTC. */
export const IsInstant = (): PropertyDecorator => (target, name) => {
  Transform(({ value }: { value: unknown }) => instantOf(value) ?? value)(target, name);
  ValidateBy({
    name: 'isInstant',
    validator: {
      validate: (value) => instantOf(value) !== undefined,
      defaultMessage: () => 'must be a time with its offset, such as 2026-11-21T09:30:00Z',
    },
  })(target, name);
};

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

/** A rule of `libs/hotel/src/recurrence-rules.ts`, in its only form. */
export const IsRecurrenceRule = (): PropertyDecorator =>
  ValidateBy({
    name: 'isRecurrenceRule',
    validator: {
      validate: (value) => parseRule(value) !== undefined,
      defaultMessage: () =>
        'must be a rule such as FREQ=DAILY, FREQ=WEEKLY;BYDAY=MO,TH or FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20261231',
    },
  });

/** An integer given as text in a query. */
export const IsIntText =
  (min: number, max: number): PropertyDecorator =>
  (target, name) => {
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
    )(target, name);
    const message = `must be a whole number from ${min} to ${max}`;
    IsInt({ message })(target, name);
    Min(min, { message })(target, name);
    Max(max, { message })(target, name);
  };
