import { boolean, instant, integer, list, nullable, object, oneOf, type Static, text, uuid } from './schema.js';

/**
 * The roles of an application's users. An application names its own by declaration merging; as long as it names none, a role
 * is any text.
 *
 * ```ts
 * declare module '@bellhop/protocol' {
 *   interface RoleCatalogue { editor: true; reader: true }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Applications fill it.
export interface RoleCatalogue {}

export type RoleName = [keyof RoleCatalogue] extends [never] ? string : Extract<keyof RoleCatalogue, string>;

/** {@link SignedInUser} of an application with these roles. */
export const signedInUserSchemaFor = <const R extends string>(roles: readonly R[]) =>
  object({
    userId: uuid,
    orgId: uuid,
    role: oneOf(...roles),
    /** The properties the user may see, by id. */
    propertyIds: list(uuid),
    name: text(120),
    email: text(254),
    orgName: text(120),
  });

/** Who is signed in, as login and `GET /auth/me` give it. */
export type SignedInUser = Static<ReturnType<typeof signedInUserSchemaFor<RoleName>>>;

/** {@link SignedIn} of an application with these roles. */
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
  /** When it was last refreshed. */
  refreshedAt: instant,
  /** When it ends unless it is refreshed. */
  expiresAt: instant,
  /** As the client named itself at sign-in; null when it did not. */
  userAgent: nullable(text(256)),
  /** Where the sign-in came from. */
  address: nullable(text(64)),
  /** Whether it is the one that asks. */
  current: boolean,
});

/** One of the user's own sign-ins, as "your devices" shows it. */
export type SessionRow = Static<typeof sessionSchema>;

export const invitationSchema = object({ email: text(254), name: text(120), orgName: text(120) });

/** What a link of an invitation is for, shown before it is taken up. */
export type Invitation = Static<typeof invitationSchema>;

export const auditEntrySchema = object({
  entryId: uuid,
  at: instant,
  action: text(64, 1),
  actorId: nullable(uuid),
  actorName: nullable(text(120)),
  targetId: nullable(text(128)),
  targetName: nullable(text(254)),
  /** What changed, as JSON text. */
  details: nullable(text(4000)),
  address: nullable(text(64)),
});

/** Who did what, for owners to read. */
export type AuditEntry = Static<typeof auditEntrySchema>;

/** Answer of every list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Send as `after` for the next page; null at the end. */
  readonly next: string | null;
}
