import { notifications } from '@mantine/notifications';

/** Shows a failure as a toast, for actions without a form to show it in. */
export const notifyError = (title: string, { message }: Error): void =>
  void notifications.show({ color: 'red', title, message, role: 'alert' });
