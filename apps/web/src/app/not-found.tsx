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
        title="Page not found"
        text="The address may be wrong, or the page may have moved."
        action={
          <Button component={Link} to="/app">
            Go to the dashboard
          </Button>
        }
      />
    </Center>
  );
}
