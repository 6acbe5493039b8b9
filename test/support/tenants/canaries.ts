/** Text that names its tenant wherever it appears: `cnry07q title 3` is the seventh’s. */
const MARK = /cnry(\d\d)q/g;

/** @param word describes the text */
export const canary = (tenant: number, word: string): string => `cnry${String(tenant).padStart(2, '0')}q ${word}`;

/** A canary in the form of an email address. */
export const canaryAddress = (tenant: number, word: string): string =>
  `${canary(tenant, word)
    .replaceAll(/[^a-z0-9]+/gi, '.')
    .toLowerCase()}@canary.test`;

/** Returns the tenants whose canaries `text` contains. */
export const canariesIn = (text: string): ReadonlySet<number> =>
  new Set([...text.matchAll(MARK)].map(([, tenant]) => Number(tenant)));
