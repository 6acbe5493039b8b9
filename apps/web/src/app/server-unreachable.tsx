import { useSession } from '@bellhop/react';
import { Button, Center, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { session } from '../session.js';
import { usePageTitle } from '../ui/page-title.js';
import { StatePanel } from '../ui/state-panel.js';
import { useSecondsUntil } from '../ui/use-seconds-until.js';

/** Shown if the page is opened while the server cannot confirm the session. */
export function ServerUnreachable() {
  const { t } = useTranslation(['app', 'ui']);
  usePageTitle(t('unreachable.documentTitle'));
  const { nextRetryAt } = useSession();
  const seconds = useSecondsUntil(nextRetryAt);
  return (
    <Center component="main" mih="100dvh" p="md">
      <div>
        <div role="alert">
          <StatePanel
            isPage
            icon={IconPlugConnectedX}
            title={t('unreachable.title')}
            text={t('unreachable.text')}
            action={<Button onClick={() => void session.retryNow()}>{t('ui:tryAgain')}</Button>}
          />
        </div>
        <Text size="sm" c="dimmed" ta="center" className="bh-money" mih={22}>
          {seconds !== undefined && t('retryingIn', { seconds })}
        </Text>
      </div>
    </Center>
  );
}
