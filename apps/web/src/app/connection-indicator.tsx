import type { RealtimeSnapshot } from '@bellhop/client';
import { useConnection } from '@bellhop/react';
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../ui/use-loaded.js';
import classes from './connection.module.css';

/** To a reader, somebody signed out is offline. */
const SHOWN = {
  connected: 'connected',
  connecting: 'connecting',
  offline: 'offline',
  'signed-out': 'offline',
  stopped: 'stopped',
} as const satisfies Readonly<Record<RealtimeSnapshot['status'], string>>;

const load = () => import('./connection-popover.js');

/** Shows whether the page is live; a click opens the details of the connection. */
export function ConnectionIndicator() {
  const { t } = useTranslation('app');
  const id = useId();
  const connection = useConnection();
  const [target, setTarget] = useState<HTMLElement>();
  const [opened, setOpened] = useState(false);
  const { loaded, prepare, demand } = useLoaded(load);
  const status = SHOWN[connection.status];
  return (
    <>
      <UnstyledButton
        id={id}
        className={classes.connection}
        data-status={connection.status}
        aria-haspopup="dialog"
        aria-expanded={opened}
        aria-controls={opened && loaded ? `${id}-dropdown` : undefined}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={({ currentTarget }) => {
          setTarget(currentTarget);
          setOpened(!opened);
          demand();
        }}
      >
        <span className={classes.dot} aria-hidden />
        <VisuallyHidden>{t('connection.label')} </VisuallyHidden>
        <span role="status">{t(`connection.status.${status}`)}</span>
      </UnstyledButton>
      {target && loaded && (
        <loaded.ConnectionPopover
          id={id}
          target={target}
          opened={opened}
          onChange={setOpened}
          title={t(`connection.summary.${status}`)}
          connection={connection}
        />
      )}
    </>
  );
}
