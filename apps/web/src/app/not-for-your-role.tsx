import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../ui/page-title.js';
import { StatePanel } from '../ui/state-panel.js';
import type { DomainPage } from '../pages/domains.js';
import { usePageLabel } from '../pages/page-label.js';

/** Says who may open a page, and leads to another one. */
export default function NotForYourRole({ page, elsewhere }: { page: DomainPage; elsewhere: DomainPage | undefined }) {
  const { t } = useTranslation('app');
  const labelOf = usePageLabel();
  const label = labelOf(page);
  usePageTitle(label);
  return (
    <StatePanel
      isPage
      icon={IconLock}
      title={t('notForRole', { page: label })}
      text={t('rolesCanOpen', { roles: page.roles.map((role) => t(`roles.${role}`)) })}
      action={
        elsewhere && (
          <Button component={Link} to={elsewhere.path}>
            {t('goTo', { page: labelOf(elsewhere) })}
          </Button>
        )
      }
    />
  );
}
