import type { Role } from '@bellhop/contracts';
import { IconChecklist, IconCoins, type Icon } from '@tabler/icons-react';

/** A page of the dashboard: one per domain. */
export interface DomainPage {
  readonly path: '/app/finance' | '/app/tasks';
  readonly label: string;
  readonly icon: Icon;
  readonly roles: readonly Role[];
}

export const DOMAIN_PAGES: readonly [DomainPage, ...DomainPage[]] = [
  { path: '/app/finance', label: 'Finance', icon: IconCoins, roles: ['owner', 'manager'] },
  { path: '/app/tasks', label: 'Tasks', icon: IconChecklist, roles: ['owner', 'manager', 'staff'] },
];

export function pagesFor(role: Role): readonly DomainPage[] {
  return DOMAIN_PAGES.filter((page) => page.roles.includes(role));
}
