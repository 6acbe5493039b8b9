import { notifications } from '@mantine/notifications';
import { errorText } from './error-text.js';

/** Shows a failure as a toast, for actions without a form to show it in. */
export const notifyError = (title: string, error: Error): void =>
  void notifications.show({ color: 'red', title, message: errorText(error), role: 'alert' });
