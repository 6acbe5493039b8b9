import type { GapReason } from '@bellhop/protocol';
import { type DynamicModule, Logger, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ChannelRegistry } from './channels/channel-registry.js';
import { History } from './channels/history.js';
import type { OnPoisoned } from './channels/traits.js';
import { OrgEvents } from './channels/org-events.js';
import { DeadLetters } from './delivery/dead-letters.js';
import { deliveryLog } from './delivery/delivery-log.js';
import { DeliveryWorker } from './delivery/delivery-worker.js';
import { DurableSubscriberAccessor } from './delivery/durable-subscriber.accessor.js';
import { DurableSubscriberExplorer } from './delivery/durable-subscriber.explorer.js';
import { SubscriptionRegistry } from './delivery/subscription.js';
import type { DomainDefinition } from './events/domain-definition.js';
import { DomainEvents } from './events/domain-events.js';
import { DomainRegistry } from './events/domain-registry.js';
import { newEventId } from './events/event-id.js';
import { Publishing } from './events/publishing.js';
import { CompletionLog } from './http/completion-log.js';
import { DeadLettersController } from './http/dead-letters.controller.js';
import { HalfOpenWatch } from './http/half-open-watch.js';
import { legacyControllerOf } from './http/legacy.controller.js';
import { MetricsReport } from './http/metrics-report.js';
import { MetricsController, metricsControllerOf } from './http/metrics.controller.js';
import { LongPollHandler } from './http/long-poll-handler.js';
import { PollController, subscribeControllerOf } from './http/poll.controller.js';
import { PollService } from './http/poll.service.js';
import { PublishController } from './http/publish.controller.js';
import { SubscribeQuery } from './http/subscribe-query.js';
import { SessionLookup } from './http/session-lookup.js';
import { SnapshotCursor } from './http/snapshot-cursor.interceptor.js';
import { SseHandler } from './http/sse-handler.js';
import { StreamController } from './http/stream.controller.js';
import { readUnacknowledged } from './http/tcp-table.js';
import { Retention } from './log/retention.js';
import { RealtimeMetrics } from './metrics/realtime-metrics.js';
import {
  EVENT_LOG,
  REALTIME_DEFAULTS,
  REALTIME_OPTIONS,
  SESSION_CURSORS,
  type RealtimeOptions,
  type ResolvedRealtimeOptions,
} from './options/realtime.options.js';
import { RealtimeLifecycle } from './realtime.lifecycle.js';
import { MemorySessionCursors, type SessionCursors } from './session-cursors/session-cursors.js';
import { TimerWheel } from './time/timer-wheel.js';
import { FanOutWriter } from './wire/fan-out-writer.js';
import { loadSendEach } from './wire/send-each.js';

type Resolved = ResolvedRealtimeOptions<never>;

/** How `forRootAsync` gets its options: a factory over injected providers. */
export interface RealtimeAsyncOptions<Tx = unknown>
  extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider<RealtimeOptions<Tx>>, 'inject' | 'useFactory'> {}

const logger = new Logger('Realtime');

function makeWriter({ nativeWrites }: Resolved): FanOutWriter {
  const sendEach = nativeWrites ? loadSendEach() : undefined;
  if (nativeWrites && !sendEach) logger.log(NO_NATIVE_WRITES);
  return new FanOutWriter(sendEach);
}

const NO_NATIVE_WRITES =
  'native socket writes are unavailable: no C compiler was found at build time. Streams are written through Node, which costs more CPU per delivery.';

const REOPENED: Partial<Record<GapReason, string>> = {
  epoch: 'the history of the log differs from what clients received',
  expired: 'events could no longer be read or derived',
};

/** Counts and logs an event on which the application's own code failed. */
const setAside =
  (metrics: RealtimeMetrics): OnPoisoned =>
  (event, error) => {
    metrics.poisoned(event);
    const { orgId, domain, eventType, eventId } = event;
    logger.error(`org ${orgId}: ${domain}.${eventType} ${eventId} was set aside: ${String(error)}`);
  };

/** The parts below the HTTP handlers, wired from the options. They know neither Nest nor HTTP. */
const PARTS: Provider[] = [
  DomainRegistry,
  { provide: EVENT_LOG, inject: [REALTIME_OPTIONS], useFactory: ({ log }: Resolved) => log },
  {
    provide: DomainEvents,
    inject: [REALTIME_OPTIONS, EventEmitter2],
    useFactory: ({ log, transactor, clock }: Resolved, bus: EventEmitter2) =>
      new DomainEvents({
        log,
        transactor,
        bus,
        clock,
        newId: () => newEventId(clock.now()),
        onListenerError: (error, name) => logger.error(`a listener of ${name} failed: ${String(error)}`),
      }),
  },
  {
    provide: Publishing,
    inject: [REALTIME_OPTIONS, DomainEvents, DomainRegistry, ChannelRegistry],
    useFactory: (
      { log, publishers, clock, retentionMs }: Resolved,
      events: DomainEvents<unknown>,
      { byName: definitions }: DomainRegistry,
      registry: ChannelRegistry,
    ) =>
      new Publishing({
        ...{ events, log, publishers, clock, definitions, maxAgeMs: retentionMs },
        cursorOf: (orgId) => registry.cursorOf(orgId),
      }),
  },
  {
    provide: SubscriptionRegistry,
    inject: [DomainRegistry],
    useFactory: (domains: DomainRegistry) => new SubscriptionRegistry(domains.byName),
  },
  {
    provide: DeliveryWorker,
    inject: [REALTIME_OPTIONS, SubscriptionRegistry],
    useFactory: ({ log, deliveries, clock }: Resolved, subscriptions: SubscriptionRegistry) =>
      new DeliveryWorker({
        log,
        store: deliveries,
        subscriptions,
        clock,
        newId: () => newEventId(clock.now()),
        reports: deliveryLog(),
      }),
  },
  {
    provide: DeadLetters,
    inject: [REALTIME_OPTIONS, SubscriptionRegistry],
    useFactory: ({ deliveries, clock }: Resolved, subscriptions: SubscriptionRegistry) =>
      new DeadLetters(deliveries, subscriptions, clock),
  },
  {
    provide: RealtimeMetrics,
    inject: [REALTIME_OPTIONS],
    useFactory: ({ clock }: Resolved) => new RealtimeMetrics(clock),
  },
  { provide: FanOutWriter, inject: [REALTIME_OPTIONS], useFactory: makeWriter },
  { provide: TimerWheel, inject: [REALTIME_OPTIONS], useFactory: ({ clock }: Resolved) => new TimerWheel(clock) },
  {
    provide: ChannelRegistry,
    inject: [REALTIME_OPTIONS, DomainRegistry, TimerWheel, FanOutWriter, RealtimeMetrics],
    useFactory: (
      options: Resolved,
      domains: DomainRegistry,
      timers: TimerWheel,
      writer: FanOutWriter,
      metrics: RealtimeMetrics,
    ) => {
      const registry = new ChannelRegistry(
        {
          log: options.log,
          history: new History(options.log, options.clock),
          definitions: domains.byName,
          clock: options.clock,
          ...(options.access && { access: { source: options.access, timers } }),
          writer,
          onError: (error, orgId) => logger.error(`org ${orgId}: ${String(error)}`),
          onBatch: (orgId, { events }) => metrics.applied(orgId, events),
          onPoisoned: setAside(metrics),
          onReopened: (orgId, reason) => {
            metrics.channelReopened(reason);
            logger.warn(`org ${orgId}: ${REOPENED[reason] ?? reason}; its subscribers get a gap`);
          },
        },
        options,
      );
      options.cache?.attach(registry);
      return registry;
    },
  },
  {
    provide: OrgEvents,
    inject: [ChannelRegistry, DomainRegistry, RealtimeMetrics],
    useFactory: (registry: ChannelRegistry, { byName: definitions }: DomainRegistry, metrics: RealtimeMetrics) =>
      new OrgEvents({
        registry,
        definitions,
        onPoisoned: setAside(metrics),
        onError: (error, orgId) => logger.error(`org ${orgId}: an observer failed: ${String(error)}`),
      }),
  },
  {
    provide: Retention,
    inject: [REALTIME_OPTIONS, SESSION_CURSORS, SubscriptionRegistry],
    useFactory: (
      { log, clock, retentionMs, maxRetentionMs, deliveries }: Resolved,
      sessions: SessionCursors,
      subscriptions: SubscriptionRegistry,
    ) =>
      new Retention(
        log,
        clock,
        {
          retentionMs,
          ...(maxRetentionMs !== undefined && { maxRetentionMs }),
          neededFrom: (missingMs) => deliveries.neededFrom(subscriptions.names, missingMs),
          alsoForget: (ageMs) => sessions.expire(ageMs),
        },
        (error) => logger.error(`retention failed: ${String(error)}`),
      ),
  },
  {
    provide: SseHandler,
    inject: [REALTIME_OPTIONS, TimerWheel, RealtimeMetrics, FanOutWriter],
    useFactory: (
      { clock, heartbeatMs, retryMs }: Resolved,
      wheel: TimerWheel,
      metrics: RealtimeMetrics,
      writer: FanOutWriter,
    ) => new SseHandler({ clock, wheel, heartbeatMs, retryMs, random: Math.random, metrics, writer }),
  },
  {
    provide: HalfOpenWatch,
    inject: [REALTIME_OPTIONS, SseHandler],
    useFactory: ({ clock }: Resolved, streams: SseHandler) =>
      new HalfOpenWatch(streams, clock, () => readUnacknowledged()),
  },
  {
    provide: LongPollHandler,
    inject: [REALTIME_OPTIONS, TimerWheel, RealtimeMetrics],
    useFactory: ({ maxWaitersPerOrg }: Resolved, wheel: TimerWheel, metrics: RealtimeMetrics) =>
      new LongPollHandler(wheel, maxWaitersPerOrg, metrics),
  },
  {
    provide: SESSION_CURSORS,
    inject: [REALTIME_OPTIONS],
    useFactory: ({ clock, sessionCursors }: Resolved) => sessionCursors ?? new MemorySessionCursors(clock),
  },
];

/** Realtime for a Nest application. Import `forRootAsync` once, and `forFeature` in each domain's module. */
@Module({})
export class RealtimeModule {
  /** Global. Needs `EventEmitterModule`, and the Fastify platform for the HTTP handlers. */
  static forRootAsync<Tx>({ imports, inject, useFactory }: RealtimeAsyncOptions<Tx>): DynamicModule {
    return {
      module: RealtimeModule,
      global: true,
      imports: [DiscoveryModule, ...(imports ?? [])],
      providers: [
        {
          provide: REALTIME_OPTIONS,
          inject: inject ?? [],
          useFactory: async (...deps: unknown[]) => ({ ...REALTIME_DEFAULTS, ...(await useFactory(...deps)) }),
        },
        ...PARTS,
        SubscribeQuery,
        SessionLookup,
        PollService,
        SnapshotCursor,
        CompletionLog,
        MetricsReport,
        DurableSubscriberAccessor,
        DurableSubscriberExplorer,
        RealtimeLifecycle,
      ],
      controllers: [StreamController, PollController, PublishController, DeadLettersController, MetricsController],
      exports: [
        // For interceptors of the application's routes, which Nest creates in their own modules.
        ChannelRegistry,
        DomainEvents,
        DomainRegistry,
        OrgEvents,
        EVENT_LOG,
        REALTIME_OPTIONS,
        SessionLookup,
        PollService,
        SnapshotCursor,
        MetricsReport,
        RealtimeMetrics,
        DeadLetters,
        DeliveryWorker,
      ],
    };
  }

  /** Registers a domain: its buffer, its SSE event name and its paths under `/<name>/realtime`. */
  static forFeature(definition: DomainDefinition): DynamicModule {
    return {
      module: RealtimeModule,
      providers: [
        {
          provide: `bellhop:domain:${definition.name}`,
          inject: [DomainRegistry],
          useFactory: (registry: DomainRegistry) => registry.add(definition),
        },
      ],
      controllers: [subscribeControllerOf, metricsControllerOf, legacyControllerOf].map((of) => of(definition.name)),
    };
  }
}
