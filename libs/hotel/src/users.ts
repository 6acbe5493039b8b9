import {
  addedLater,
  boolean,
  instant,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type Static,
  uuid,
} from '@bellhop/protocol';
import { email, line } from './fields.js';
import { LANGUAGES } from './languages.js';
import { ROLES } from './roles.js';
import { deleted, rowFields } from './row.js';

/** `invited`: has no password yet. `disabled`: cannot sign in and is signed out everywhere. */
export const USER_STATUSES = ['invited', 'active', 'disabled'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

/** More than any group has, and still a small statement. */
const MAX_PROPERTIES = 1_000;

export const userFields = {
  userId: uuid,
  ...rowFields,
  email,
  name: line(120),
  /** Of the dashboard and of mails to the user. Null: the browser’s. */
  language: addedLater(nullable(oneOf(...LANGUAGES))),
  role: oneOf(...ROLES),
  status: oneOf(...USER_STATUSES),
  /** When the newest invitation was sent, and until when its link works; null for users who have joined. */
  invitationSentAt: addedLater(nullable(instant)),
  invitationEndsAt: addedLater(nullable(instant)),
  /** When the mail server refused the newest invitation; null while no failure is known. */
  invitationFailedAt: addedLater(nullable(instant)),
  /** Sees every property, including future ones; `propertyIds` is empty then. */
  allProperties: boolean,
  /** The properties the user may see, in the order the properties were added. */
  propertyIds: list(uuid, MAX_PROPERTIES),
} as const;

export const userSchema = object(userFields);

/** A member of the organisation. */
export type User = Static<typeof userSchema>;

/**
 * Every event carries the whole row: servers that deliver events read the user's new rights from it. A request that changes
 * several things raises one event of each kind, all with the final row and one increment of `version`.
 */
export const usersEvents = {
  /** Invited. */
  UserCreated: userSchema,
  /** The invitation was sent again, or the mail server refused its mail. */
  UserInvitationChanged: userSchema,
  /** Accepted the invitation. */
  UserJoined: userSchema,
  /** The name or the language changed. */
  UserUpdated: userSchema,
  UserRoleChanged: userSchema,
  UserPropertiesChanged: userSchema,
  UserDisabled: userSchema,
  UserEnabled: userSchema,
  /** The invitation was withdrawn. */
  UserDeleted: deleted('userId'),
} as const;

/** `GET /users/summary`: each user counts once in `byRole` and once in `byStatus`. */
export const usersSummarySchema = object({
  byRole: object({ owner: integer(0), manager: integer(0), staff: integer(0) }),
  byStatus: object({ invited: integer(0), active: integer(0), disabled: integer(0) }),
});

export type UsersSummary = Static<typeof usersSummarySchema>;
