import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { i18n } from '../language/messages.js';

export const NEW_VERSION = 'new-version';

/** Says that a newer build is there. It stays until it is used or closed: nothing reloads by itself under somebody's hands. */
export function offerNewVersion(reload: () => void): void {
  notifications.show({
    id: NEW_VERSION,
    title: i18n.t('app:newVersion.title'),
    message: (
      <Group justify="space-between" gap="xs">
        <Text size="sm">{i18n.t('app:newVersion.text')}</Text>
        <Button size="xs" variant="light" onClick={reload}>
          {i18n.t('app:newVersion.reload')}
        </Button>
      </Group>
    ),
    role: 'status',
    autoClose: false,
    withCloseButton: true,
  });
}
