import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { startShellWorker } from '../service-worker/shell-worker.js';
import { onUserChange } from '../session.js';
import { forgetToasts } from './forget-toasts.js';
import { offerNewVersion } from './new-version.js';

/** Loaded after the first page, like the worker that keeps it for the next visit. */
export default function Toasts() {
  useEffect(() => startShellWorker(offerNewVersion), []);
  // They name people and amounts, which the next user must not see.
  useEffect(() => onUserChange(forgetToasts), []);
  return <Notifications position="bottom-right" limit={3} autoClose={4_000} />;
}
