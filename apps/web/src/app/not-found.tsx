import { Button, Center } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../ui/page-title.js';
import { StatePanel } from '../ui/state-panel.js';

export function NotFound() {
  const { t } = useTranslation('app');
  usePageTitle(t('notFound.title'));
  return (
    <Center component="main" mih="60vh" p="md">
      <StatePanel
        isPage
        icon={IconMapOff}
        title={t('notFound.title')}
        text={t('notFound.text')}
        action={
          <Button component={Link} to="/app">
            {t('notFound.toDashboard')}
          </Button>
        }
      />
    </Center>
  );
}
