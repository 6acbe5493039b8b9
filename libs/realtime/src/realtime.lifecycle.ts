import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { ChannelRegistry } from './channels/channel-registry.js';
import { CommittedEvent } from './events/committed-event.js';
import { SignalledEvent } from './events/signalled-event.js';
import { HalfOpenWatch } from './http/half-open-watch.js';
import { PollDoor } from './http/poll-door.js';
import { StreamDoor } from './http/stream-door.js';
import type { EventLog } from './log/event-log.js';
import { Retention } from './log/retention.js';
import { EVENT_LOG } from './realtime.options.js';

/** Starts and stops what runs: the log, the bus listener, the shared timers, the open readers. */
@Injectable()
export class RealtimeLifecycle implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Realtime');
  readonly #onBus = (_name: unknown, event: unknown): void => {
    if (event instanceof CommittedEvent) this.registry.accept(event.record);
    else if (event instanceof SignalledEvent) this.registry.signal(event.event, event.key);
  };

  constructor(
    private readonly bus: EventEmitter2,
    private readonly registry: ChannelRegistry,
    private readonly retention: Retention,
    private readonly streams: StreamDoor,
    private readonly polls: PollDoor,
    private readonly halfOpen: HalfOpenWatch,
    @Inject(EVENT_LOG) private readonly log: EventLog<unknown>,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.log.open();
    this.#logger.log(`event log open, epoch ${this.log.epoch}`);
    this.bus.onAny(this.#onBus);
    this.registry.start();
    this.retention.start();
    this.halfOpen.start();
  }

  /** Every reader is told and let go before the HTTP server closes. */
  onModuleDestroy(): void {
    this.bus.offAny(this.#onBus);
    this.retention.stop();
    this.halfOpen.stop();
    this.streams.drain();
    this.polls.drain();
    this.registry.stop();
  }
}
