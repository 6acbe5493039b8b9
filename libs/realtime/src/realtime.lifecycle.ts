import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ChannelRegistry } from './channels/channel-registry.js';
import { DeadLetters } from './delivery/dead-letters.js';
import { DeliveryWorker } from './delivery/delivery-worker.js';
import { DurableSubscriberExplorer } from './delivery/durable-subscriber.explorer.js';
import { CommittedEvent } from './events/committed-event.js';
import { EphemeralBusEvent } from './events/ephemeral-bus-event.js';
import { HalfOpenWatch } from './http/half-open-watch.js';
import { LongPollHandler } from './http/long-poll-handler.js';
import { SseHandler } from './http/sse-handler.js';
import type { EventLog } from './log/event-log.js';
import { Retention } from './log/retention.js';
import { RealtimeMetrics } from './metrics/realtime-metrics.js';
import {
  EVENT_LOG,
  REALTIME_OPTIONS,
  SESSION_CURSORS,
  type ResolvedRealtimeOptions,
} from './options/realtime.options.js';
import type { SessionCursors } from './session-cursors/session-cursors.js';

/** Starts and stops the log, the bus listener, the shared timers and the open connections. */
@Injectable()
export class RealtimeLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Realtime');
  readonly #onBus = (_name: unknown, event: unknown): void => {
    if (event instanceof CommittedEvent) {
      this.metrics.published(event);
      this.registry.accept(event.record);
      this.deliveries.accept(event.record);
    } else if (event instanceof EphemeralBusEvent) {
      this.metrics.published(event.event);
      this.registry.acceptEphemeral(event.event, event.key);
    }
  };

  constructor(
    private readonly bus: EventEmitter2,
    private readonly registry: ChannelRegistry,
    private readonly retention: Retention,
    private readonly metrics: RealtimeMetrics,
    private readonly streams: SseHandler,
    private readonly polls: LongPollHandler,
    private readonly halfOpen: HalfOpenWatch,
    private readonly subscribers: DurableSubscriberExplorer,
    private readonly deliveries: DeliveryWorker,
    private readonly deadLetters: DeadLetters,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
    @Inject(SESSION_CURSORS) private readonly sessions: SessionCursors,
    @Inject(EVENT_LOG) private readonly log: EventLog<unknown>,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.log.open();
    await this.options.deliveries.open();
    await this.sessions.open();
    this.#logger.log(`event log open, epoch ${this.log.epoch}`);
    this.bus.onAny(this.#onBus);
    this.registry.start();
    this.retention.start();
    this.halfOpen.start();
  }

  /** Starts delivery after every module has come up. */
  async onApplicationBootstrap(): Promise<void> {
    this.subscribers.explore();
    await this.deliveries.start();
  }

  /** Tells every client and closes its connection before the HTTP server closes. */
  async onModuleDestroy(): Promise<void> {
    this.bus.offAny(this.#onBus);
    const cleaned = this.retention.stop();
    this.halfOpen.stop();
    this.streams.drain();
    this.polls.drain();
    this.registry.stop();
    this.deadLetters.stop();
    await this.deliveries.stop();
    await cleaned;
  }
}
