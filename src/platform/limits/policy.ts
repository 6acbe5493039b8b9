/** A number of points in a window of seconds, which begins with its first point. */
export interface Policy {
  /** Name in the `RateLimit-Policy` header. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** A limiter's decision about an attempt. */
export interface Verdict {
  readonly policy: Policy;
  readonly allowed: boolean;
  /** Points left in the window. */
  readonly remaining: number;
  /** Seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}

const MINUTE = 60;
const HOUR = 3_600;

/**
 * Traffic limits: far above what pages and services need, below what does harm. `RATE_LIMIT_FACTOR` multiplies them. A whole
 * hotel may share one address, and all its pages reconnect at once after a restart.
 */
export const TRAFFIC = {
  address: { name: 'address', points: 3_000, seconds: 10 },
  user: { name: 'user', points: 1_000, seconds: 10 },
  org: { name: 'org', points: 10_000, seconds: 10 },
  key: { name: 'key', points: 1_000, seconds: 10 },
  events: { name: 'events', points: 50_000, seconds: 10 },
  refresh: { name: 'refresh', points: 1_200, seconds: MINUTE },
} as const satisfies Readonly<Record<string, Policy>>;

/** Limits on guessing passwords (docs/decisions/0009). */
export const SIGN_IN = {
  /** Every attempt on an account from an address, successful or not. */
  pair: { name: 'sign-in', points: 10, seconds: MINUTE },
  /** Failed attempts on an account from an address. */
  pairFailures: { name: 'sign-in-failures', points: 20, seconds: HOUR },
  /** Failed attempts from an address, on any account. */
  address: { name: 'sign-in-address', points: 100, seconds: 10 * MINUTE },
  /** Failed attempts on an account, from anywhere. */
  account: { name: 'sign-in-account', points: 100, seconds: HOUR },
} as const satisfies Readonly<Record<string, Policy>>;

/** Limits on requests that send mail, create rows or try links. */
export const ACCOUNTS = {
  signUpAddress: { name: 'sign-up-address', points: 30, seconds: HOUR },
  signUpEmail: { name: 'sign-up-email', points: 5, seconds: HOUR },
  resetAddress: { name: 'reset-address', points: 30, seconds: HOUR },
  resetEmail: { name: 'reset-email', points: 5, seconds: HOUR },
  links: { name: 'links', points: 60, seconds: MINUTE },
  passwordChange: { name: 'password-change', points: 10, seconds: MINUTE },
  invitationAgain: { name: 'invitation-again', points: 5, seconds: HOUR },
  invitations: { name: 'invitations', points: 200, seconds: HOUR },
} as const satisfies Readonly<Record<string, Policy>>;

/** @param factor multiplies the points */
export const scaled = (policy: Policy, factor: number): Policy => ({ ...policy, points: policy.points * factor });
