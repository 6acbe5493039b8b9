import { Alert, Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconPlugConnectedX, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { errorText } from './error-text.js';
import { useTranslation } from 'react-i18next';

export interface StatePanelProps {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
  /** Whether the panel is the whole page. */
  readonly isPage?: boolean;
}

/** Shown in place of content: empty, forbidden or failed. */
export function StatePanel({ icon: Mark, title, text, action, isPage = false }: StatePanelProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <ThemeIcon size={52} radius="xl" variant="light" mb={4}>
        <Mark size={26} stroke={1.6} aria-hidden />
      </ThemeIcon>
      <Title order={isPage ? 1 : 2} size="h2">
        {title}
      </Title>
      <Text c="dimmed" size="sm" maw={380}>
        {text}
      </Text>
      {action && <div style={{ marginTop: 8 }}>{action}</div>}
    </Stack>
  );
}

/** Shown when a snapshot could not be loaded. */
export function FailedPanel({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation(['ui', 'app']);
  return (
    <div role="alert">
      <StatePanel
        icon={IconPlugConnectedX}
        title={t('app:notLoaded')}
        text={errorText(error)}
        action={
          <Button variant="default" onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        }
      />
    </div>
  );
}

export interface RefreshFailedProps {
  readonly isError: boolean;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** Shown above rows that could not be refreshed, or whose next page could not be loaded. */
export function RefreshFailed({ isError, error, refetch }: RefreshFailedProps) {
  const { t } = useTranslation('ui');
  if (!isError) return null;
  return (
    <Alert color="brass" role="alert" mb="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          {t('outOfDate')} {error && errorText(error)}
        </Text>
        <Button size="xs" variant="default" onClick={() => void refetch()}>
          {t('tryAgain')}
        </Button>
      </Group>
    </Alert>
  );
}
