import { catalogue } from '@bellhop/hotel';

/** Comma-separated names of domains, set by tools/conformance.mjs. */
const VARIABLE = 'CONFORMANCE_DOMAINS';

/** Returns the domains to check. @default all in the catalogue */
export function chosenDomains(chosen = process.env[VARIABLE]): readonly string[] {
  const known = Object.keys(catalogue);
  const names = chosen === undefined ? known : chosen.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return names;
  throw new Error(
    `libs/hotel describes no domain ${unknown.join(', ')}. Known are ${known.join(', ')}. Add a line such as ` +
      `\`${unknown[0]}: ${unknown[0]}Events\` to libs/hotel/src/catalogue.ts.`,
  );
}
