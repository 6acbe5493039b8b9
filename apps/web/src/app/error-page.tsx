import { Button, Center } from '@mantine/core';
import { IconBellX } from '@tabler/icons-react';
import { StatePanel } from '../ui/state-panel.js';

/** Shown for a page that failed to load or to render. */
export function ErrorPage() {
  return (
    <Center mih="60vh" p="md" role="alert">
      <StatePanel
        isPage
        icon={IconBellX}
        title="This page stopped working"
        text="Your saved data is safe. Reloading the page usually helps."
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      />
    </Center>
  );
}
