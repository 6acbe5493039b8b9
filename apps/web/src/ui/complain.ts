import { notifications } from '@mantine/notifications';

/** A toast for what did not work where no form could say so. */
export const complain = (title: string, { message }: Error): void =>
  void notifications.show({ color: 'red', title, message, role: 'alert' });
