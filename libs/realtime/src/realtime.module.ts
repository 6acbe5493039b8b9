import { type DynamicModule, Logger, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ChannelRegistry } from './channels/channel-registry.js';
import { History } from './channels/history.js';
import type { DomainDefinition } from './events/domain-definition.js';
import { DomainEvents } from './events/domain-events.js';
import { DomainRegistry } from './events/domain-registry.js';
import { newEventId } from './events/event-id.js';
import { HalfOpenWatch } from './http/half-open-watch.js';
import { PollDoor } from './http/poll-door.js';
import { PollController, subscribeControllerOf } from './http/poll.controller.js';
import { PollService } from './http/poll.service.js';
import { ReaderQuery } from './http/reader-query.js';
import { SessionCursors } from './http/session-cursors.js';
import { SnapshotCursor } from './http/snapshot-cursor.interceptor.js';
import { StreamDoor } from './http/stream-door.js';
import { StreamController } from './http/stream.controller.js';
import { readUnacknowledged } from './http/tcp-table.js';
import { Retention } from './log/retention.js';
import { RealtimeLifecycle } from './realtime.lifecycle.js';
import {
  EVENT_LOG,
  REALTIME_DEFAULTS,
  REALTIME_OPTIONS,
  type RealtimeOptions,
  type ResolvedRealtimeOptions,
} from './realtime.options.js';
import { TimerWheel } from './time/timer-wheel.js';

type Resolved = ResolvedRealtimeOptions<never>;

/** How `forRootAsync` gets its options: a factory over injected providers. */
export interface RealtimeAsyncOptions<Tx = unknown>
  extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider<RealtimeOptions<Tx>>, 'inject' | 'useFactory'> {}

const logger = new Logger('Realtime');

/** The parts below the doors, wired from the options; they know neither Nest nor HTTP. */
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
  { provide: TimerWheel, inject: [REALTIME_OPTIONS], useFactory: ({ clock }: Resolved) => new TimerWheel(clock) },
  {
    provide: ChannelRegistry,
    inject: [REALTIME_OPTIONS, DomainRegistry],
    useFactory: (options: Resolved, domains: DomainRegistry) =>
      new ChannelRegistry(
        {
          log: options.log,
          history: new History(options.log, options.clock),
          definitions: domains.byName,
          clock: options.clock,
          onError: (error, orgId) => logger.error(`the event log could not be read (org ${orgId}): ${String(error)}`),
        },
        options,
      ),
  },
  {
    provide: Retention,
    inject: [REALTIME_OPTIONS],
    useFactory: ({ log, clock, retentionMs }: Resolved) =>
      new Retention(log, clock, { retentionMs }, (error) => logger.error(`retention failed: ${String(error)}`)),
  },
  {
    provide: StreamDoor,
    inject: [REALTIME_OPTIONS, TimerWheel],
    useFactory: ({ clock, heartbeatMs, retryMs }: Resolved, wheel: TimerWheel) =>
      new StreamDoor({ clock, wheel, heartbeatMs, retryMs, random: Math.random }),
  },
  {
    provide: HalfOpenWatch,
    inject: [REALTIME_OPTIONS, StreamDoor],
    useFactory: ({ clock }: Resolved, streams: StreamDoor) =>
      new HalfOpenWatch(streams, clock, () => readUnacknowledged()),
  },
  {
    provide: PollDoor,
    inject: [REALTIME_OPTIONS, TimerWheel],
    useFactory: ({ maxWaitersPerOrg }: Resolved, wheel: TimerWheel) => new PollDoor(wheel, maxWaitersPerOrg),
  },
  {
    provide: SessionCursors,
    inject: [REALTIME_OPTIONS],
    useFactory: ({ clock }: Resolved) => new SessionCursors(clock),
  },
];

/** Realtime for a Nest application: import `forRootAsync` once, and `forFeature` in each domain's module. */
@Module({})
export class RealtimeModule {
  /** Global. Needs `EventEmitterModule` and, for the doors, the Fastify platform. */
  static forRootAsync<Tx>({ imports, inject, useFactory }: RealtimeAsyncOptions<Tx>): DynamicModule {
    return {
      module: RealtimeModule,
      global: true,
      imports: imports ?? [],
      providers: [
        {
          provide: REALTIME_OPTIONS,
          inject: inject ?? [],
          useFactory: async (...deps: unknown[]) => ({ ...REALTIME_DEFAULTS, ...(await useFactory(...deps)) }),
        },
        ...PARTS,
        ReaderQuery,
        PollService,
        SnapshotCursor,
        RealtimeLifecycle,
      ],
      controllers: [StreamController, PollController],
      exports: [DomainEvents, DomainRegistry, EVENT_LOG, REALTIME_OPTIONS, PollService, SnapshotCursor],
    };
  }

  /** Registers a domain: its buffer, its place on the stream, and `GET /<name>/realtime/subscribe`. */
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
      controllers: [subscribeControllerOf(definition.name)],
    };
  }
}
