import { useSession } from '@bellhop/react';
import { Button, Center, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { session } from '../session.js';
import { StatePanel } from '../ui/state-panel.js';
import { useSecondsUntil } from '../ui/use-seconds-until.js';

/** Shown if the page is opened while the server cannot confirm the session. */
export function ServerUnreachable() {
  useDocumentTitle('Offline · Bellhop');
  const { nextRetryAt } = useSession();
  const seconds = useSecondsUntil(nextRetryAt);
  return (
    <Center component="main" mih="100dvh" p="md">
      <div>
        <div role="alert">
          <StatePanel
            isPage
            icon={IconPlugConnectedX}
            title="Bellhop cannot be reached"
            text="You are still signed in. This page opens as soon as the server responds."
            action={<Button onClick={() => void session.retryNow()}>Try again</Button>}
          />
        </div>
        <Text size="sm" c="dimmed" ta="center" className="bh-money" mih={22}>
          {seconds !== undefined && `Retrying in ${seconds} s`}
        </Text>
      </div>
    </Center>
  );
}
