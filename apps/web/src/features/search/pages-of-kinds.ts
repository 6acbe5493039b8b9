import type { Role } from '@bellhop/hotel';
import { type DomainPage, pagesFor } from '../../pages/domains.js';
import { ROW_KINDS } from '../../ui/row-kinds.js';

/** The page that lists rows of a kind, if this role has one. */
export const pageOfKind = (kind: string, role: Role): DomainPage | undefined =>
  pagesFor(role).find(({ path }) => path === `/app/${ROW_KINDS.get(kind)?.domain}`);
