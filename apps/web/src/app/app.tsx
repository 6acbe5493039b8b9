import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './page.css';
import { RealtimeProvider } from '@bellhop/react';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Direction } from '../language/direction.js';
import { realtime, session } from '../session.js';
import { queryClient } from './query-client.js';
import { router } from './router.js';
import { cssVariables, theme } from './theme.js';

export function App() {
  return (
    <Direction>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <RealtimeProvider session={session} client={realtime}>
            <Notifications position="bottom-right" limit={3} autoClose={4_000} />
            <RouterProvider router={router} />
          </RealtimeProvider>
        </QueryClientProvider>
      </MantineProvider>
    </Direction>
  );
}
