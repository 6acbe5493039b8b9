import type { TransportKind } from '@bellhop/client';
import type { DomainName, EventOf, EventTypeOf } from '@bellhop/protocol';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { useRealtimeContext } from '../provider/realtime-context.js';
import { useClient, useIsConnected } from './use-connection.js';

export interface RealtimeOptions<D extends DomainName, T extends EventTypeOf<D>> {
  /** Called with every event. May be a new function at each render. */
  readonly onEvent?: (event: EventOf<D, T>) => void;
  /** @default every type of the domain */
  readonly eventTypes?: readonly T[];
  /**
   * Only events of this property, and org-wide ones.
   * @default every property
   */
  readonly propertyId?: string;
}

export interface DomainRealtime {
  /** Whether this tab holds the browser's connection. */
  readonly isLeader: boolean;
  readonly isConnected: boolean;
  /** When the last event of this domain arrived in this tab, in Unix milliseconds. */
  readonly lastEventTime: number | undefined;
  /** Transport of the open connection, whichever tab holds it. */
  readonly transport: TransportKind | undefined;
}

/** Subscribes to the events of one domain. */
export function useRealtime<D extends DomainName, T extends EventTypeOf<D> = EventTypeOf<D>>(
  domain: D,
  { onEvent, eventTypes, propertyId }: RealtimeOptions<D, T> = {},
): DomainRealtime {
  const { client, live } = useRealtimeContext();
  const receive = useEffectEvent((event: EventOf<D>) => {
    const isOfType = eventTypes === undefined || (eventTypes as readonly string[]).includes(event.eventType);
    const isOfProperty = propertyId === undefined || event.propertyId === undefined || event.propertyId === propertyId;
    if (isOfType && isOfProperty) onEvent?.(event as EventOf<D, T>);
  });
  useEffect(() => client.on(domain, (event) => receive(event)), [client, domain]);

  const lastEventTime = (): number | undefined => live.eventTimes.of(domain);
  return {
    isLeader: useClient((snapshot) => snapshot.isLeader),
    isConnected: useIsConnected(),
    lastEventTime: useSyncExternalStore(live.eventTimes.subscribe, lastEventTime, lastEventTime),
    transport: useClient((snapshot) => snapshot.transport),
  };
}
