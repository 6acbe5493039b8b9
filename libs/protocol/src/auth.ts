import { boolean, instant, integer, list, nullable, object, oneOf, type Static, text, uuid } from './schema.js';

/**
 * Roles of an application's users. An application declares its own by declaration merging; until then, a role is any
 * string.
 *
 * ```ts
 * declare module '@bellhop/protocol' {
 *   interface RoleCatalogue { editor: true; reader: true }
 * }
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- Applications fill it.
export interface RoleCatalogue {}

export type RoleName = [keyof RoleCatalogue] extends [never] ? string : Extract<keyof RoleCatalogue, string>;

/** Returns the schema of {@link SignedInUser} for an application with these roles. */
export const signedInUserSchemaFor = <const R extends string>(roles: readonly R[]) =>
  object({
    userId: uuid,
    orgId: uuid,
    role: oneOf(...roles),
    /** Ids of the properties that the user may see. */
    propertyIds: list(uuid),
    name: text(120),
    email: text(254),
    orgName: text(120),
    /** The language that the user chose, an ISO 639 code; null if they leave it to the browser. */
    language: nullable(text(8)),
  });

/** The signed-in user, as login and `GET /auth/me` return it. */
export type SignedInUser = Static<ReturnType<typeof signedInUserSchemaFor<RoleName>>>;

/** Returns the schema of {@link SignedIn} for an application with these roles. */
export const signedInSchemaFor = <const R extends string>(roles: readonly R[]) =>
  object({
    accessToken: text(4096),
    /** Unix milliseconds. */
    expiresAt: integer(0),
    user: signedInUserSchemaFor(roles),
  });

export type SignedIn = Static<ReturnType<typeof signedInSchemaFor<RoleName>>>;

export const ticketSchema = object({
  ticket: text(64),
  /** Unix milliseconds. */
  expiresAt: integer(0),
});

export type Ticket = Static<typeof ticketSchema>;

export const sessionSchema = object({
  sessionId: uuid,
  createdAt: instant,
  /** Time of the last refresh. */
  refreshedAt: instant,
  /** When it ends unless it is refreshed. */
  expiresAt: instant,
  /** The client's `User-Agent` at sign-in; null if it sent none. */
  userAgent: nullable(text(256)),
  /** IP address of the sign-in. */
  address: nullable(text(64)),
  /** Whether it is the session of this request. */
  current: boolean,
});

/** One of the user's own sessions, as listed under "your devices". */
export type SessionRow = Static<typeof sessionSchema>;

export const invitationSchema = object({ email: text(254), name: text(120), orgName: text(120) });

/** The invitation behind a link, shown before it is accepted. */
export type Invitation = Static<typeof invitationSchema>;

/** Response of every list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Send it as `after` for the next page; null at the end. */
  readonly next: string | null;
}
