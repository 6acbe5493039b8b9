import type { RealtimeClient } from '@bellhop/client';
import type { AnyEvent, RealtimeEvent } from '@bellhop/protocol';
import { cachedRows } from '@bellhop/react';
import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { properties } from '../features/properties/live.js';
import { STATUSES } from '../features/tasks/statuses.js';
import { formatMoney } from '../ui/money.js';
import { OwnWrites } from './own-writes.js';

/** Events within this time share a toast, in milliseconds. Long enough for the response to one of the user’s own commands. */
const COLLECT_MS = 800;
/** Minimum time between two toasts of the same kind, in milliseconds. */
const QUIET_MS = 4_000;

type Told = Extract<
  AnyEvent,
  { eventType: 'RevenueCreated' | 'ExpenseCreated' | 'TaskCreated' | 'TaskStatusChanged' | 'UserJoined' }
>;
type Kind = Told['eventType'];

const TITLES: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  RevenueCreated: ['New revenue', 'new revenues'],
  ExpenseCreated: ['New expense', 'new expenses'],
  TaskCreated: ['New task', 'new tasks'],
  TaskStatusChanged: ['Task moved', 'tasks moved'],
  UserJoined: ['New colleague', 'new colleagues'],
};

/** Shows a toast for other users’ changes; a burst becomes one toast with a count. */
export function announceArrivals(realtime: RealtimeClient, client: QueryClient, userId: string): () => void {
  const own = new OwnWrites(client);
  const waiting = new Map<Kind, Told[]>();
  const timers = new Map<Kind, ReturnType<typeof setTimeout>>();

  const tell = (kind: Kind) => {
    const events = (waiting.get(kind) ?? []).filter(({ payload }) => !own.has(payload));
    waiting.delete(kind);
    timers.delete(kind);
    const [first] = events;
    if (!first) return;
    const [one, many] = TITLES[kind];
    notifications.show({
      title: events.length === 1 ? one : `${events.length} ${many}`,
      message: events.length === 1 ? inShort(first, client) : 'By your colleagues just now',
      role: 'status',
      withCloseButton: true,
    });
    timers.set(
      kind,
      setTimeout(() => tell(kind), QUIET_MS),
    );
  };

  const unsubscribe = realtime.onEvent((event) => {
    if (!isTold(event) || isBy(event, userId)) return;
    waiting.set(event.eventType, [...(waiting.get(event.eventType) ?? []), event]);
    if (!timers.has(event.eventType)) {
      timers.set(
        event.eventType,
        setTimeout(() => tell(event.eventType), COLLECT_MS),
      );
    }
  });
  return () => {
    unsubscribe();
    own.stop();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

function isTold(event: RealtimeEvent): event is Told {
  return event.eventType in TITLES;
}

/** Whether the event names the user as its author, on whatever device. */
function isBy({ eventType, payload }: Told, userId: string): boolean {
  if (eventType === 'UserJoined') return payload.userId === userId;
  return eventType !== 'TaskStatusChanged' && payload.createdBy === userId;
}

function inShort({ eventType, payload }: Told, client: QueryClient): string {
  if (eventType === 'UserJoined') return payload.name;
  if (eventType === 'TaskStatusChanged') return `${quoted(payload.title)} · ${STATUSES[payload.status].label}`;
  const place = cachedRows(client, properties).find(({ propertyId }) => propertyId === payload.propertyId)?.name;
  const what = eventType === 'TaskCreated' ? quoted(payload.title) : formatMoney(payload.amountMinor, payload.currency);
  return [what, place].filter((part) => part !== undefined).join(' · ');
}

const quoted = (text: string): string => `“${text}”`;
