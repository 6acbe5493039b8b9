export const ROLES = ['owner', 'manager', 'staff'] as const;
/** Finance is for owners and managers. */
export type Role = (typeof ROLES)[number];

/** Who is signed in, as login and `GET /auth/me` give it. */
export interface SignedInUser {
  readonly userId: string;
  readonly orgId: string;
  readonly role: Role;
  /** The properties the user may see, by id. */
  readonly propertyIds: readonly string[];
  readonly name: string;
  readonly email: string;
  readonly orgName: string;
}

export interface SignedIn {
  readonly accessToken: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  readonly user: SignedInUser;
}

export interface Ticket {
  readonly ticket: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Answer of every list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Send as `after` for the next page; null at the end. */
  readonly next: string | null;
}
