import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  defineDomain,
  DomainEvents,
  MemoryDeliveryStore,
  MemoryEventLog,
  type MemoryTransaction,
  MetricsReport,
  OrgEvents,
  RealtimeModule,
} from '@bellhop/realtime';
import { SimulatedClock, unlogged } from '@bellhop/realtime/testing';
import { Injectable, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

const tasks = defineDomain('tasks', { TaskCreated: {} });
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

@Injectable()
class Board implements OnApplicationBootstrap {
  readonly got: (number | string | undefined)[] = [];

  constructor(private readonly orgEvents: OrgEvents) {}

  onApplicationBootstrap(): void {
    this.orgEvents.observe('aurora', { domains: ['tasks'] }).subscribe({
      next: ({ seq }) => {
        this.got.push(seq);
        if (seq === 2) throw new Error('no');
      },
      complete: () => this.got.push('done'),
    });
  }
}

@Module({ imports: [RealtimeModule.forFeature(tasks)], providers: [Board] })
class TasksModule {}

describe('a module that observes an organisation', () => {
  let app: NestFastifyApplication | undefined;
  afterEach(() => app?.close());

  it('receives events of every instance; events applied and handler failures are counted', async () => {
    Logger.overrideLogger(false);
    const clock = new SimulatedClock();
    const log = new MemoryEventLog();
    const viewer = { orgId: 'aurora', userId: 'u', sessionId: 's', role: 'owner', propertyIds: 'all' as const };
    const module = await Test.createTestingModule({
      imports: [
        EventEmitterModule.forRoot(),
        RealtimeModule.forRootAsync({
          useFactory: () => ({
            log,
            transactor: log,
            deliveries: new MemoryDeliveryStore(log, clock),
            viewers: { resolve: () => viewer, seesProperty: () => true },
            clock,
          }),
        }),
        TasksModule,
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    await settle();
    const { got } = app.get(Board);
    const events = app.get<DomainEvents<MemoryTransaction>>(DomainEvents);

    await events.publish([1, 2, 3].map(() => tasks.event('TaskCreated', { orgId: 'aurora', payload: {} })));
    clock.turn();
    expect(got).toEqual([1, 2, 3]);
    // By another instance.
    await log.commit([unlogged('aurora', { domain: 'tasks', eventType: 'TaskCreated' })]);
    clock.advance(2_000);
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2, 3, 4]);
    const reading = app.get(MetricsReport).read();
    expect(reading.domains).toMatchObject([{ domain: 'tasks', published: 3, applied: 4, poisoned: 1 }]);

    await app.close();
    app = undefined;
    expect(got).toEqual([1, 2, 3, 4, 'done']);
  });
});
