import type { ConnectionState } from '@bellhop/react';
import { Popover, Text } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { ExistingElement } from '../ui/existing-element.js';
import { ConnectionDetails } from './connection-details.js';

export interface ConnectionPopoverProps {
  readonly id: string;
  readonly target: HTMLElement;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
  readonly title: string;
  readonly connection: ConnectionState;
}

/** The details of the connection, beside its indicator. */
export function ConnectionPopover({ target, opened, title, connection, ...others }: ConnectionPopoverProps) {
  // Mantine gives the focus back to where it was when the popover opened, which it does not notice in its first rendering.
  const isMounted = useMounted();
  return (
    <Popover
      opened={opened && isMounted}
      width={320}
      position="bottom-end"
      shadow="md"
      radius="lg"
      trapFocus
      returnFocus
      {...others}
    >
      <Popover.Target>
        <ExistingElement element={target} />
      </Popover.Target>
      <Popover.Dropdown p="md">
        <Text fw={650} mb={8}>
          {title}
        </Text>
        <ConnectionDetails connection={connection} />
      </Popover.Dropdown>
    </Popover>
  );
}
