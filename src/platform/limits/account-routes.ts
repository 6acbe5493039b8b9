import { ACCOUNTS, type Policy, TRAFFIC } from './policy.js';

/** A limit and what it counts requests by. */
export interface Rule {
  /** `email`: the one in the body. `member`: the one in the path. */
  readonly by: 'address' | 'email' | 'user' | 'org' | 'member';
  readonly policy: Policy;
}

/**
 * Limits of single routes, by method and pattern: public routes, routes that check a secret, and routes that send mail. Every
 * public `POST` other than the sign-in must be here; test/api/limits.spec.ts fails for a missing one.
 */
export const ACCOUNT_ROUTES: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['POST /auth/refresh', [{ by: 'address', policy: TRAFFIC.refresh }]],
  [
    'POST /auth/sign-up',
    [
      { by: 'address', policy: ACCOUNTS.signUpAddress },
      { by: 'email', policy: ACCOUNTS.signUpEmail },
    ],
  ],
  ['POST /auth/sign-up/confirm', [{ by: 'address', policy: ACCOUNTS.links }]],
  [
    'POST /auth/password-reset',
    [
      { by: 'address', policy: ACCOUNTS.resetAddress },
      { by: 'email', policy: ACCOUNTS.resetEmail },
    ],
  ],
  ['POST /auth/password-reset/confirm', [{ by: 'address', policy: ACCOUNTS.links }]],
  ['POST /auth/invitations/look-up', [{ by: 'address', policy: ACCOUNTS.links }]],
  ['POST /auth/invitations/accept', [{ by: 'address', policy: ACCOUNTS.links }]],
  ['POST /auth/password', [{ by: 'user', policy: ACCOUNTS.passwordChange }]],
  ['POST /users', [{ by: 'org', policy: ACCOUNTS.invitations }]],
  [
    'POST /users/:userId/invitation',
    [
      { by: 'member', policy: ACCOUNTS.invitationAgain },
      { by: 'org', policy: ACCOUNTS.invitations },
    ],
  ],
]);

export const SIGN_IN_ROUTE = 'POST /auth/login';
