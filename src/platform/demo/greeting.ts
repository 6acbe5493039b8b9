import { DEMO_PASSWORD } from './groups.js';

/** What whoever started the server wants to know: where it is and how to get in. */
export function greeting(address: string, logins: readonly string[]): string {
  const lines = [`Bellhop is ready at ${address}`];
  if (logins.length > 0) {
    lines.push('', `Sign in with the password ${DEMO_PASSWORD} as`, ...logins.map((login) => `  ${login}`));
  }
  return ['', ...lines.map((line) => `  ${line}`.trimEnd()), ''].join('\n');
}
