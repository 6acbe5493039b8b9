import type { DemoLogin } from '@bellhop/hotel';
import { DEMO_PASSWORD } from './groups.js';

/** The message for the person who started the server: its address and the logins. */
export function startupBanner(address: string, logins: readonly DemoLogin[]): string {
  const lines = [`Bellhop is ready at ${address}`];
  if (logins.length > 0) {
    lines.push('', `Sign in with the password ${DEMO_PASSWORD} as`, ...logins.map(({ email }) => `  ${email}`));
  }
  return ['', ...lines.map((line) => `  ${line}`.trimEnd()), ''].join('\n');
}
