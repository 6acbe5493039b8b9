/** Text that says whose it is wherever it turns up: `cnry07q title 3` is of the seventh tenant. */
const MARK = /cnry(\d\d)q/g;

/** @param word what the text stands for */
export const canary = (tenant: number, word: string): string => `cnry${String(tenant).padStart(2, '0')}q ${word}`;

/** A canary that is an address as well. */
export const canaryAddress = (tenant: number, word: string): string =>
  `${canary(tenant, word)
    .replaceAll(/[^a-z0-9]+/gi, '.')
    .toLowerCase()}@canary.test`;

/** The tenants whose canaries are in `text`. */
export const canariesIn = (text: string): ReadonlySet<number> =>
  new Set([...text.matchAll(MARK)].map(([, tenant]) => Number(tenant)));
