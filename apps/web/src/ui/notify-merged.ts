import { notifications } from '@mantine/notifications';

const list = new Intl.ListFormat(undefined, { type: 'conjunction' });

/** Tells that a save was merged with somebody else’s. @param labels the fields that they changed */
export function notifyMerged(labels: readonly string[]): void {
  notifications.show({
    role: 'status',
    title: 'Saved, together with somebody else’s change',
    message: labels.length > 0 ? `They changed ${list.format(labels)}.` : 'Nothing of yours or theirs was lost.',
    withCloseButton: true,
  });
}
