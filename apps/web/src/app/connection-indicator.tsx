import type { RealtimeSnapshot } from '@bellhop/client';
import { useConnection } from '@bellhop/react';
import { Popover, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { ConnectionDetails } from './connection-details.js';
import classes from './connection.module.css';

const LABELS: Readonly<Record<RealtimeSnapshot['status'], string>> = {
  connected: 'Live',
  connecting: 'Connecting',
  offline: 'Offline',
  'signed-out': 'Offline',
  stopped: 'Off',
};

/** Shows whether the page is live; a click opens the details of the connection. */
export function ConnectionIndicator() {
  const connection = useConnection();
  return (
    <Popover width={320} position="bottom-end" shadow="md" radius="lg" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.connection} data-status={connection.status}>
          <span className={classes.dot} aria-hidden />
          <VisuallyHidden>Connection: </VisuallyHidden>
          <span role="status">{LABELS[connection.status]}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="md">
        <Text fw={650} mb={8}>
          {SUMMARIES[connection.status]}
        </Text>
        <ConnectionDetails connection={connection} />
      </Popover.Dropdown>
    </Popover>
  );
}

const SUMMARIES: Readonly<Record<RealtimeSnapshot['status'], string>> = {
  connected: 'Changes appear as they happen',
  connecting: 'Connecting to the server',
  offline: 'What you see may be out of date',
  'signed-out': 'What you see may be out of date',
  stopped: 'Live updates are off',
};
