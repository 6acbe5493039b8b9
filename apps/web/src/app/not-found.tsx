import { Button, Center } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useDocumentTitle } from '@mantine/hooks';
import { StatePanel } from '../ui/state-panel.js';

export function NotFound() {
  useDocumentTitle('Not found · Bellhop');
  return (
    <Center component="main" mih="60vh" p="md">
      <StatePanel
        isPage
        icon={IconMapOff}
        title="There is no such page"
        text="The address may be mistyped, or the page has moved."
        action={
          <Button component={Link} to="/app">
            Go to the dashboard
          </Button>
        }
      />
    </Center>
  );
}
