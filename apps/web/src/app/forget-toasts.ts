import { notifications, notificationsStore } from '@mantine/notifications';
import { NEW_VERSION } from './new-version.js';

/** Removes all toasts but the one that concerns nobody in particular. */
export const forgetToasts = (): void =>
  notifications.updateState(notificationsStore, (all) => all.filter(({ id }) => id === NEW_VERSION));
