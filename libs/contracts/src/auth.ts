import { integer, list, object, oneOf, type Static, text, uuid } from './schema.js';

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

/** Answer of every list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Send as `after` for the next page; null at the end. */
  readonly next: string | null;
}
