import type { PayloadsOf } from '@bellhop/protocol';
import { financeEvents } from './finance.js';
import { propertiesEvents } from './properties.js';
import { tasksEvents } from './tasks.js';
import { usersEvents } from './users.js';

/** The hotel's domains, with the schemas that validate and document their payloads. */
export const catalogue = {
  properties: propertiesEvents,
  finance: financeEvents,
  tasks: tasksEvents,
  users: usersEvents,
} as const;

declare module '@bellhop/protocol' {
  interface EventCatalogue {
    properties: PayloadsOf<typeof propertiesEvents>;
    finance: PayloadsOf<typeof financeEvents>;
    tasks: PayloadsOf<typeof tasksEvents>;
    users: PayloadsOf<typeof usersEvents>;
  }
}
