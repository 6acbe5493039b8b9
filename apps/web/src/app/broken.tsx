import { Button, Center } from '@mantine/core';
import { IconBellX } from '@tabler/icons-react';
import { StatePanel } from '../ui/state-panel.js';

/** A page that failed to load or to draw. */
export function Broken() {
  return (
    <Center mih="60vh" p="md" role="alert">
      <StatePanel
        isPage
        icon={IconBellX}
        title="This page stopped working"
        text="Nothing you saved is lost. Loading the page again usually helps."
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      />
    </Center>
  );
}
