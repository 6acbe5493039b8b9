import type { RealtimeClient } from '@bellhop/client';
import { cachedRows } from '@bellhop/react';
import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { properties } from '../features/properties/live.js';
import { personIn } from '../people/people.js';
import { i18n } from '../language/messages.js';
import { formatList } from '../language/numbers.js';
import { aRow, countOfRows } from '../ui/row-words.js';
import { summaryOf, type ToldEvent, toldOf } from './told-events.js';

/** Events within this time share a toast, in milliseconds. */
const COLLECT_MS = 800;
/** Minimum time between two toasts of the same kind, in milliseconds. */
const QUIET_MS = 4_000;

const TITLES = { Created: 'activity:added', StatusChanged: 'activity:moved', Joined: 'activity:joined' } as const;

/** Shows a toast for other users’ changes, in every domain; a burst becomes one toast with a count. */
export function announceArrivals(realtime: RealtimeClient, client: QueryClient, userId: string): () => void {
  const waiting = new Map<string, ToldEvent[]>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const tell = (kind: string) => {
    const events = waiting.get(kind) ?? [];
    waiting.delete(kind);
    timers.delete(kind);
    const [first] = events;
    if (!first) return;
    notifications.show({
      ...(events.length === 1 ? ofOne(first, client) : ofMany(first, events, client)),
      role: 'status',
      withCloseButton: true,
    });
    timers.set(
      kind,
      setTimeout(() => tell(kind), QUIET_MS),
    );
  };

  const unsubscribe = realtime.onEvent((event) => {
    const told = toldOf(event);
    // On whatever device it was done.
    if (!told || told.by === userId) return;
    const { eventType } = event;
    waiting.set(eventType, [...(waiting.get(eventType) ?? []), told]);
    if (!timers.has(eventType)) {
      timers.set(
        eventType,
        setTimeout(() => tell(eventType), COLLECT_MS),
      );
    }
  });
  return () => {
    unsubscribe();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

const nameOf = (client: QueryClient, { by, isRecurring }: ToldEvent): string =>
  isRecurring ? i18n.t('activity:schedule') : (personIn(client, by)?.name ?? i18n.t('activity:somebody'));

function ofOne(event: ToldEvent, client: QueryClient) {
  const { did, kind } = event;
  const places = cachedRows(client, properties);
  const propertyName = (id: string) => places.find(({ propertyId }) => propertyId === id)?.name;
  const who = nameOf(client, event);
  const title = i18n.t(TITLES[did], { who, what: aRow(kind) });
  return { title, message: summaryOf(event, propertyName) };
}

/** People to name in a toast; the others are left out. */
const NAMED = 3;

function ofMany({ did, kind }: ToldEvent, events: readonly ToldEvent[], client: QueryClient) {
  const names = [...new Set(events.map((event) => nameOf(client, event)))].slice(0, NAMED);
  const what = countOfRows(kind, events.length);
  const title = i18n.t(did === 'Created' ? 'activity:manyAdded' : 'activity:manyChanged', { what });
  return { title, message: formatList(names) };
}
