import type { Page, SessionRow } from '@bellhop/protocol';
import { Button, Group, Paper, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { notifyError } from '../../ui/notify-error.js';
import { deviceOf } from '../../ui/device.js';
import { moment, useAgo } from '../../ui/moments.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { FailedPanel, RefreshFailed } from '../../ui/state-panel.js';
import { Tag } from '../../ui/tag.js';
import classes from './devices.module.css';

/** The maximum page size. Nobody uses more devices than this. */
const ALL = 200;
const DEVICES_KEY = ['account', 'sessions'];

/** The user’s sessions, each with a button to end it. */
export function DevicesPage() {
  const { t } = useTranslation('account');
  usePageTitle(t('titleDevices'));
  const devices = useQuery({
    queryKey: DEVICES_KEY,
    queryFn: ({ signal }) => request<Page<SessionRow>>('GET', '/auth/sessions', { query: { limit: ALL }, signal }),
    // A sign-in elsewhere causes no event.
    staleTime: 0,
    select: ({ items }) => items.toSorted((a, b) => Number(b.current) - Number(a.current)),
  });
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (sessions: readonly SessionRow[]) =>
      Promise.all(sessions.map(({ sessionId }) => request<void>('DELETE', `/auth/sessions/${sessionId}`))),
    onError: (error) => notifyError(t('notSignedOut'), error),
    onSettled: () => client.invalidateQueries({ queryKey: DEVICES_KEY }),
  });
  const others = devices.data?.filter(({ current }) => !current) ?? [];

  return (
    <>
      <PageHeader title={t('devices')} subtitle={t('devicesText')}>
        {others.length > 1 && (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(others)}>
            {t('signOutElsewhere')}
          </Button>
        )}
      </PageHeader>
      <Paper px={{ base: 'md', sm: 'lg' }} py="xs" variant="surface">
        {devices.isPending ? (
          <Stack gap="sm" py="sm" aria-hidden>
            <Skeleton h={52} />
            <Skeleton h={52} />
          </Stack>
        ) : devices.isError && !devices.data ? (
          <FailedPanel error={devices.error} onRetry={() => void devices.refetch()} />
        ) : (
          <>
            <RefreshFailed {...devices} />
            <ul className={classes.devices}>
              {devices.data.map((device) => (
                <DeviceItem
                  key={device.sessionId}
                  device={device}
                  busy={end.isPending && end.variables.includes(device)}
                  onEnd={() => end.mutate([device])}
                />
              ))}
            </ul>
          </>
        )}
      </Paper>
    </>
  );
}

interface DeviceItemProps {
  readonly device: SessionRow;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function DeviceItem({ device: { userAgent, address, createdAt, refreshedAt, current }, busy, onEnd }: DeviceItemProps) {
  const { t } = useTranslation('account');
  const { name, isHandheld } = deviceOf(userAgent);
  const lastUsed = useAgo(refreshedAt);
  const Mark = isHandheld ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.device}>
      <ThemeIcon size={42} radius="md" variant="light" color={current ? 'livery' : 'gray'}>
        <Mark size={22} stroke={1.6} aria-hidden />
      </ThemeIcon>
      <div className={classes.about}>
        <Group gap={8}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          {current && <Tag tone="livery">{t('thisDevice')}</Tag>}
        </Group>
        <Text size="xs" c="dimmed">
          {current ? t('inUseNow') : t('lastUsed', { ago: lastUsed })}
          {address && ` ${t('fromAddress', { address })}`}
        </Text>
        <Text size="xs" c="dimmed">
          {t('signedInAt', { at: moment(createdAt) })}
        </Text>
      </div>
      {!current && (
        <Button
          variant="default"
          size="xs"
          loading={busy}
          aria-label={t('signOutDevice', { device: name, ago: lastUsed })}
          onClick={onEnd}
        >
          {t('signOut')}
        </Button>
      )}
    </li>
  );
}
