import type { Role } from '@bellhop/hotel';
import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PropertyGate } from '../features/properties/property-gate.js';
import { useUser } from '../session.js';
import { StatePanel } from '../ui/state-panel.js';
import { DOMAIN_PAGES, pagesFor, type DomainPage } from './domains.js';

/** Shows the page to its roles, and an explanation to all others and to users without a property. */
export function RoleGate({ children }: { children: ReactNode }) {
  const { role } = useUser();
  const page = useLocation({ select: ({ pathname }) => DOMAIN_PAGES.find(({ path }) => pathname.startsWith(path)) });
  const pages = pagesFor(role);
  if (!page) return children;
  if (!pages.includes(page)) return <NotForYourRole page={page} elsewhere={pages[0]} />;
  return page.needsProperty ? <PropertyGate label={page.label}>{children}</PropertyGate> : children;
}

function NotForYourRole({
  page: { label, roles },
  elsewhere,
}: {
  page: DomainPage;
  elsewhere: DomainPage | undefined;
}) {
  useDocumentTitle(`${label} · Bellhop`);
  return (
    <StatePanel
      isPage
      icon={IconLock}
      title={`${label} is not available for your role`}
      text={`${nameAll(roles)} can open this page. Ask one of them if you need access.`}
      action={
        elsewhere && (
          <Button component={Link} to={elsewhere.path}>
            Go to {elsewhere.label}
          </Button>
        )
      }
    />
  );
}

const NAMES: Readonly<Record<Role, string>> = { owner: 'Owners', manager: 'managers', staff: 'staff' };
const list = new Intl.ListFormat('en');

const nameAll = (roles: readonly Role[]): string => list.format(roles.map((role) => NAMES[role]));
