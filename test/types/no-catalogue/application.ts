/** Checked by the compiler only: an application without a catalogue. A domain is any text, and payloads are unknown. */
import { createRealtimeClient, createSession } from '@bellhop/client';
import { createDomainHooks, defineLiveQuery, useLiveQuery, useRealtime } from '@bellhop/react';
import { defineDomain, type OrgEvents } from '@bellhop/realtime';

export const anything = defineDomain('anything', { Happened: {} }).event('Happened', { orgId: 'o', payload: 1 });

export function listen(): void {
  const session = createSession();
  const role: string | undefined = session.getSnapshot().user?.role;
  const client = createRealtimeClient({ session, domains: ['anything', String(role)] });
  client.on('anything', ({ eventType, payload, domain }) => {
    const text: string = eventType + domain;
    const content: unknown = payload;
    // @ts-expect-error unknown until narrowed
    return payload.title + text + String(content);
  });
}

export function observe(orgEvents: OrgEvents): void {
  orgEvents.observe('o', { domains: ['anything'] }).subscribe(({ eventType, payload }) => {
    const content: unknown = payload;
    return eventType + String(content);
  });
}

export const things = defineLiveQuery({
  domain: 'anything',
  name: 'things',
  path: '/things',
  id: 'thingId',
  events: { ThingMade: 'create', ThingGone: 'remove' },
  compare: (a, b) => String(a['name']).localeCompare(String(b['name'])),
});

const { useAnythingRealtime, useLostItemsRealtime } = createDomainHooks({ anything: {}, 'lost-items': {} });

export function useNames(): readonly string[] {
  useAnythingRealtime({ eventTypes: ['ThingMade'], onEvent: ({ eventType }) => eventType.length });
  useLostItemsRealtime();
  useRealtime('something-else');
  return useLiveQuery(things, {}).rows.map(({ name, version }) => `${String(name)} ${version + 1}`);
}
