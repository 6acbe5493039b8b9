import type { Role } from '@bellhop/hotel';
import { IconChecklist, IconClipboardText, IconCoins, IconUsers, type Icon } from '@tabler/icons-react';

/** A page of the dashboard in the navigation. */
export interface DomainPage {
  readonly path: '/app/finance' | '/app/tasks' | '/app/users' | '/app/audit';
  readonly label: string;
  readonly icon: Icon;
  readonly roles: readonly Role[];
}

export const DOMAIN_PAGES: readonly [DomainPage, ...DomainPage[]] = [
  { path: '/app/finance', label: 'Finance', icon: IconCoins, roles: ['owner', 'manager'] },
  { path: '/app/tasks', label: 'Tasks', icon: IconChecklist, roles: ['owner', 'manager', 'staff'] },
  { path: '/app/users', label: 'Users', icon: IconUsers, roles: ['owner', 'manager', 'staff'] },
  { path: '/app/audit', label: 'Audit', icon: IconClipboardText, roles: ['owner'] },
];

export function pagesFor(role: Role): readonly DomainPage[] {
  return DOMAIN_PAGES.filter((page) => page.roles.includes(role));
}
