import type { Role } from '@bellhop/hotel';
import {
  IconBuilding,
  IconChecklist,
  IconClipboardText,
  IconCoins,
  IconHistory,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

/** A page of the dashboard in the navigation. */
export interface DomainPage {
  /** Of the message that names it, `app:page.…`. */
  readonly name: 'finance' | 'tasks' | 'properties' | 'users' | 'activity' | 'audit';
  readonly path: '/app/finance' | '/app/tasks' | '/app/properties' | '/app/users' | '/app/activity' | '/app/audit';
  readonly icon: Icon;
  readonly roles: readonly Role[];
  /** Its rows belong to a property, so that it is of no use without one. @default false */
  readonly needsProperty?: boolean;
}

export const DOMAIN_PAGES: readonly [DomainPage, ...DomainPage[]] = [
  { path: '/app/finance', name: 'finance', icon: IconCoins, roles: ['owner', 'manager'], needsProperty: true },
  {
    path: '/app/tasks',
    name: 'tasks',
    icon: IconChecklist,
    roles: ['owner', 'manager', 'staff'],
    needsProperty: true,
  },
  { path: '/app/properties', name: 'properties', icon: IconBuilding, roles: ['owner', 'manager'] },
  { path: '/app/users', name: 'users', icon: IconUsers, roles: ['owner', 'manager', 'staff'] },
  { path: '/app/activity', name: 'activity', icon: IconHistory, roles: ['owner', 'manager', 'staff'] },
  { path: '/app/audit', name: 'audit', icon: IconClipboardText, roles: ['owner'] },
];

export function pagesFor(role: Role): readonly DomainPage[] {
  return DOMAIN_PAGES.filter((page) => page.roles.includes(role));
}
