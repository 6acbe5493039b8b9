import type { AnyEvent, Property, RealtimeEvent } from '@bellhop/contracts';
import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { properties } from '../features/properties/live.js';
import type { Pages } from '../live/row-set.js';
import type { RealtimeStream } from '../realtime.js';
import { formatMoney } from '../ui/money.js';

/** Arrivals within this time are told together, in milliseconds. */
const COLLECT_MS = 800;
/** Shortest time between two toasts about the same kind of thing, in milliseconds. */
const QUIET_MS = 4_000;

type Created = Extract<AnyEvent, { eventType: 'RevenueCreated' | 'ExpenseCreated' | 'TaskCreated' }>;

const NOUNS: Readonly<Record<Created['eventType'], readonly [one: string, many: string]>> = {
  RevenueCreated: ['revenue', 'revenues'],
  ExpenseCreated: ['expense', 'expenses'],
  TaskCreated: ['task', 'tasks'],
};

/** A short toast when somebody else creates something; a burst becomes one toast with a number. */
export function announceArrivals(stream: RealtimeStream, client: QueryClient, userId: string): () => void {
  const waiting = new Map<Created['eventType'], Created[]>();
  const timers = new Map<Created['eventType'], ReturnType<typeof setTimeout>>();

  const tell = (kind: Created['eventType']) => {
    const events = waiting.get(kind) ?? [];
    waiting.delete(kind);
    timers.delete(kind);
    const [first] = events;
    if (!first) return;
    const [one, many] = NOUNS[kind];
    notifications.show({
      title: events.length === 1 ? `New ${one}` : `${events.length} new ${many}`,
      message: events.length === 1 ? inShort(first, client) : 'Added by your colleagues just now',
      role: 'status',
      withCloseButton: true,
    });
    timers.set(
      kind,
      setTimeout(() => tell(kind), QUIET_MS),
    );
  };

  const unsubscribe = stream.onEvent((event) => {
    if (!isCreation(event) || event.payload.createdBy === userId) return;
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
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

function isCreation(event: RealtimeEvent): event is Created {
  return event.eventType in NOUNS;
}

function inShort({ eventType, payload }: Created, client: QueryClient): string {
  const lists = client.getQueriesData<Pages<Property>>({ queryKey: properties.listsKey });
  const known = lists.flatMap(([, list]) => list?.pages ?? []).flatMap((page) => page.items);
  const place = known.find((property) => property.propertyId === payload.propertyId)?.name;
  const what =
    eventType === 'TaskCreated'
      ? payload.priority === 'high'
        ? 'High priority'
        : undefined
      : formatMoney(payload.amountMinor, payload.currency);
  return [what, place].filter((part) => part !== undefined).join(' · ');
}
