import { boolean, instant, integer, list, nullable, object, oneOf, type Static, text, uuid } from './schema.js';

export const ROLES = ['owner', 'manager', 'staff'] as const;
/** Finance is for owners and managers. */
export type Role = (typeof ROLES)[number];

export const signedInUserSchema = object({
  userId: uuid,
  orgId: uuid,
  role: oneOf(...ROLES),
  /** The properties the user may see, by id. */
  propertyIds: list(uuid),
  name: text(120),
  email: text(254),
  orgName: text(120),
});

/** Who is signed in, as login and `GET /auth/me` give it. */
export type SignedInUser = Static<typeof signedInUserSchema>;

export const signedInSchema = object({
  accessToken: text(4096),
  /** Unix milliseconds. */
  expiresAt: integer(0),
  user: signedInUserSchema,
});

export type SignedIn = Static<typeof signedInSchema>;

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
