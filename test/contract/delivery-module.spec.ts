import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DurableEvent } from '@bellhop/protocol';
import {
  defineDomain,
  DeliveryWorker,
  DomainEvents,
  DurableSubscriber,
  MemoryDeliveryStore,
  MemoryEventLog,
  type MemoryTransaction,
  RealtimeModule,
} from '@bellhop/realtime';
import { SimulatedClock, unlogged } from '@bellhop/realtime/testing';
import { Injectable, Logger, Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

const tasks = defineDomain('tasks', { TaskCreated: {} });
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

@Injectable()
class Digest {
  static failing = false;
  static readonly got: number[] = [];

  @DurableSubscriber({ name: 'digest', events: 'tasks.*', maxAttempts: 1 })
  async onTask({ seq }: DurableEvent): Promise<void> {
    if (Digest.failing) throw new Error('no');
    Digest.got.push(seq);
  }
}

@Module({ imports: [RealtimeModule.forFeature(tasks)], providers: [Digest] })
class TasksModule {}

describe('durable subscribers in an application', () => {
  let app: NestFastifyApplication | undefined;
  afterEach(() => app?.close());

  it('are found, fed by hints, stopped with the application, and their dead letters can be managed', async () => {
    Logger.overrideLogger(false);
    const clock = new SimulatedClock();
    const log = new MemoryEventLog();
    const viewer = { orgId: 'aurora', userId: 'u', sessionId: 's', role: 'operator', propertyIds: 'all' as const };
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
            operatorRoles: ['operator'],
          }),
        }),
        TasksModule,
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    const events = app.get<DomainEvents<MemoryTransaction>>(DomainEvents);
    const raise = async (): Promise<void> => {
      await events.transaction(async (unit) => unit.raise(tasks, 'TaskCreated', { orgId: 'aurora', payload: {} }));
      await settle();
    };

    await raise();
    expect(Digest.got).toEqual([1]);
    Digest.failing = true;
    await raise();
    const listed = await app.inject('/v2/realtime/dead-letters');
    const { items } = listed.json<{ items: { deadLetterId: string; event: DurableEvent }[] }>();
    expect(items).toMatchObject([{ subscription: 'digest', attempts: 1, event: { seq: 2, orgId: 'aurora' } }]);
    Digest.failing = false;
    const url = `/v2/realtime/dead-letters/${items[0]?.deadLetterId}/redeliver`;
    expect((await app.inject({ method: 'POST', url })).json()).toEqual({ status: 'delivered' });
    expect(Digest.got).toEqual([1, 2]);

    const worker = app.get(DeliveryWorker);
    expect([worker.deliveredTotal, worker.deadLetteredTotal]).toEqual([1, 1]);
    await app.close();
    app = undefined;
    await log.commit([unlogged('aurora', { domain: 'tasks', eventType: 'TaskCreated' })]);
    worker.wake('aurora');
    await settle();
    expect(Digest.got).toEqual([1, 2]);
  });
});
