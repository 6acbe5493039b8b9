import type { RealtimeSnapshot } from '@bellhop/client';
import { useConnection } from '@bellhop/react';
import { Popover, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConnectionDetails } from './connection-details.js';
import classes from './connection.module.css';

/** To a reader, somebody signed out is offline. */
const SHOWN = {
  connected: 'connected',
  connecting: 'connecting',
  offline: 'offline',
  'signed-out': 'offline',
  stopped: 'stopped',
} as const satisfies Readonly<Record<RealtimeSnapshot['status'], string>>;

/** Shows whether the page is live; a click opens the details of the connection. */
export function ConnectionIndicator() {
  const { t } = useTranslation('app');
  const connection = useConnection();
  const status = SHOWN[connection.status];
  return (
    <Popover width={320} position="bottom-end" shadow="md" radius="lg" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.connection} data-status={connection.status}>
          <span className={classes.dot} aria-hidden />
          <VisuallyHidden>{t('connection.label')} </VisuallyHidden>
          <span role="status">{t(`connection.status.${status}`)}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="md">
        <Text fw={650} mb={8}>
          {t(`connection.summary.${status}`)}
        </Text>
        <ConnectionDetails connection={connection} />
      </Popover.Dropdown>
    </Popover>
  );
}
