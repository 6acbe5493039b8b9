import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PropertyGate } from '../features/properties/property-gate.js';
import { useUser } from '../session.js';
import { DOMAIN_PAGES, pagesFor } from '../pages/domains.js';
import { usePageLabel } from '../pages/page-label.js';
import { loadedComponent } from '../ui/loaded-component.js';

const NotForYourRole = loadedComponent(() => import('./not-for-your-role.js'));

/** Shows the page to its roles, and an explanation to all others and to users without a property. */
export function RoleGate({ children }: { children: ReactNode }) {
  const labelOf = usePageLabel();
  const { role } = useUser();
  const page = useLocation({ select: ({ pathname }) => DOMAIN_PAGES.find(({ path }) => pathname.startsWith(path)) });
  const pages = pagesFor(role);
  if (!page) return children;
  if (!pages.includes(page)) return <NotForYourRole page={page} elsewhere={pages[0]} />;
  return page.needsProperty ? <PropertyGate label={labelOf(page)}>{children}</PropertyGate> : children;
}
