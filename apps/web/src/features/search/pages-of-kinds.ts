import { catalogue } from '@bellhop/hotel';
import type { Role } from '@bellhop/hotel';
import { type DomainPage, pagesFor } from '../../pages/domains.js';

/** The domain of every kind of row: `task` is one of `tasks`. */
const DOMAINS: ReadonlyMap<string, string> = new Map(
  Object.entries(catalogue).flatMap(([domain, events]) =>
    Object.keys(events).flatMap((event) => {
      const name = /^(.+)Created$/.exec(event)?.[1];
      return name === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), domain] as const];
    }),
  ),
);

/** The page that lists rows of a kind, if this role has one. */
export const pageOfKind = (kind: string, role: Role): DomainPage | undefined =>
  pagesFor(role).find(({ path }) => path === `/app/${DOMAINS.get(kind)}`);
