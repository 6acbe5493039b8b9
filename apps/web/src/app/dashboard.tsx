import { RealtimeProvider } from '@bellhop/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { realtime } from '../realtime.js';
import { session } from '../session.js';
import { loadedComponent } from '../ui/loaded-component.js';
import { behindRows } from './first-rows.js';
import { queryClient } from './query-client.js';
import { router } from './router.js';

/** What is announced before it has loaded waits in the store of the notifications. */
const Toasts = loadedComponent(behindRows(() => import('./toasts.js')));

/** Everything behind the entrance: the pages, their routes and their live data. */
export default function Dashboard() {
  return (
    <QueryClientProvider client={queryClient}>
      <RealtimeProvider session={session} client={realtime}>
        <RouterProvider router={router} />
        <Toasts />
      </RealtimeProvider>
    </QueryClientProvider>
  );
}
