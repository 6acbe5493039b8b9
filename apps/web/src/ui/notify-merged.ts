import { notifications } from '@mantine/notifications';
import { i18n } from '../language/messages.js';

/** Tells that a save was merged with somebody else’s. @param labels the fields that they changed */
export function notifyMerged(labels: readonly string[]): void {
  notifications.show({
    role: 'status',
    title: i18n.t('ui:mergedTitle'),
    message: labels.length > 0 ? i18n.t('ui:mergedFields', { labels: [...new Set(labels)] }) : i18n.t('ui:mergedText'),
    withCloseButton: true,
  });
}

/** Tells that a save waits for the connection. */
export function notifyQueued(): void {
  notifications.show({
    role: 'status',
    color: 'brass',
    title: i18n.t('ui:queuedTitle'),
    message: i18n.t('ui:queuedText'),
    withCloseButton: true,
  });
}
