import { list, object, oneOf, type Static } from '@bellhop/protocol';
import { email, line } from './fields.js';
import { ROLES } from './roles.js';

/** `GET /demo/logins`: empty wherever there is no demo data, and always in production. */
export const demoLoginsSchema = object({
  logins: list(object({ email, password: line(60), name: line(120), role: oneOf(...ROLES), orgName: line(120) })),
});

export type DemoLogins = Static<typeof demoLoginsSchema>;
export type DemoLogin = DemoLogins['logins'][number];
