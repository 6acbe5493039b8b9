import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PropertyGate } from '../features/properties/property-gate.js';
import { useUser } from '../session.js';
import { StatePanel } from '../ui/state-panel.js';
import { DOMAIN_PAGES, pagesFor, type DomainPage } from './domains.js';

/** Shows the page to its roles, and an explanation to all others and to users without a property. */
export function RoleGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation('app');
  const { role } = useUser();
  const page = useLocation({ select: ({ pathname }) => DOMAIN_PAGES.find(({ path }) => pathname.startsWith(path)) });
  const pages = pagesFor(role);
  if (!page) return children;
  if (!pages.includes(page)) return <NotForYourRole page={page} elsewhere={pages[0]} />;
  return page.needsProperty ? <PropertyGate label={t(`page.${page.name}`)}>{children}</PropertyGate> : children;
}

function NotForYourRole({ page: { name, roles }, elsewhere }: { page: DomainPage; elsewhere: DomainPage | undefined }) {
  const { t } = useTranslation('app');
  const label = t(`page.${name}`);
  useDocumentTitle(t('titleOf', { page: label }));
  return (
    <StatePanel
      isPage
      icon={IconLock}
      title={t('notForRole', { page: label })}
      text={t('rolesCanOpen', { roles: roles.map((role) => t(`roles.${role}`)) })}
      action={
        elsewhere && (
          <Button component={Link} to={elsewhere.path}>
            {t('goTo', { page: t(`page.${elsewhere.name}`) })}
          </Button>
        )
      }
    />
  );
}
