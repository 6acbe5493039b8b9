/** Why a field was refused. Clients have a sentence for each; some have a `limit`. */
export const FIELD_CODES = [
  'required',
  'invalid',
  'unknownField',
  'minLength',
  'maxLength',
  'min',
  'max',
  'oneLine',
  'notAChoice',
  'notADate',
  'notATime',
  'notACurrency',
  'notATimezone',
  'notAnEmail',
  'tooMany',
  'repeated',
  'archivedProperty',
  'cannotSeeProperty',
  'notYourself',
  'inTheFuture',
  'nameTaken',
  'easyToGuess',
  'aboutYou',
  'wrongPassword',
  'otherPassword',
] as const;
export type FieldCode = (typeof FIELD_CODES)[number];

/** Why a request conflicts with what there is. Clients have a sentence for each. */
export const CONFLICT_REASONS = [
  'emailTaken',
  'emailElsewhere',
  'accountExists',
  'alreadyJoined',
  'notJoined',
  'ownAccount',
  'lastOwner',
  'propertyInUse',
  'noProperty',
  'sampleBeingRemoved',
] as const;
export type ConflictReason = (typeof CONFLICT_REASONS)[number];

export const isFieldCode = (code: unknown): code is FieldCode => FIELD_CODES.some((known) => known === code);
export const isConflictReason = (reason: unknown): reason is ConflictReason =>
  CONFLICT_REASONS.some((known) => known === reason);
