import { Button } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { StatePanel } from '../../ui/state-panel.js';

export interface NoPropertyProps {
  /** What cannot be done: `Bookings belong to a property.` */
  readonly why?: string;
  readonly isPage?: boolean;
}

/** Shown where a property is needed and the user sees none in use. */
export function NoProperty({ why = '', isPage = false }: NoPropertyProps) {
  const { t } = useTranslation('properties');
  const { role } = useUser();
  return role === 'owner' ? (
    <StatePanel
      isPage={isPage}
      icon={IconBuilding}
      title={t('noneYet.title')}
      text={`${why} ${t('noneYet.text')}`.trim()}
      action={
        <Button component={Link} to="/app/start">
          {t('noneYet.action')}
        </Button>
      }
    />
  ) : (
    <StatePanel
      isPage={isPage}
      icon={IconBuilding}
      title={t('none.title')}
      text={`${why} ${t('none.text')}`.trim()}
      action={
        <Button component={Link} to="/app/users" variant="default">
          {t('none.action')}
        </Button>
      }
    />
  );
}
