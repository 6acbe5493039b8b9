import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainEvents } from '@bellhop/realtime';
import { tasksDomain } from '../../src/domains/tasks/tasks.events.js';
import type { Tx } from '../../src/platform/database/database.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { type Transports, openTransports } from '../support/realtime.js';

const EVENTS = 2_000;
const EVENT_BYTES = 4_000;
const HEALTHY = 3;

describe('a reader that does not keep up', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
  });
  afterAll(async () => {
    transports.closeAll();
    await server.close();
  });

  const raise = (from: number, count: number): Promise<void> =>
    server.app.get<DomainEvents<Tx>>(DomainEvents).transaction(({ raise: raiseIn }) => {
      for (let n = from; n < from + count; n += 1) {
        const now = new Date().toISOString();
        raiseIn(tasksDomain, 'TaskCreated', {
          orgId: owner.signedIn.user.orgId,
          propertyId: firstProperty(owner),
          payload: {
            taskId: owner.signedIn.user.userId,
            orgId: owner.signedIn.user.orgId,
            propertyId: firstProperty(owner),
            title: `task ${n}`,
            description: 'x'.repeat(EVENT_BYTES),
            status: 'open',
            priority: 'normal',
            assigneeId: null,
            dueOn: null,
            createdBy: owner.signedIn.user.userId,
            completedAt: null,
            createdAt: now,
            updatedAt: now,
            version: 1,
          },
        });
      }
      return Promise.resolve();
    });

  async function slowReader(): Promise<{ socket: Socket; text: () => string }> {
    const socket = connect(Number(new URL(transports.url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (more: string) => (text += more));
    socket.write(
      `GET /v2/realtime/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.signedIn.accessToken}\r\n\r\n`,
    );
    await new Promise<void>((resolve) => socket.on('data', () => text.includes('event: ready') && resolve()));
    return { socket, text: () => text };
  }

  it('is not cut, delays no one else, and gets every event in the end', async () => {
    const slow = await slowReader();
    const [reader] = await Promise.all(Array.from({ length: HEALTHY }, () => transports.ready(owner)));
    if (!reader) throw new Error('there is no healthy reader');
    let raised = 0;
    const raiseAll = async (events: number): Promise<void> => {
      for (const end = raised + events; raised < end; raised += 100) {
        await raise(raised, 100);
        const last = `"task ${raised + 99}"`;
        await reader.find(({ data }) => data.includes(last));
        reader.frames.splice(0);
      }
    };
    await raiseAll(EVENTS / 2);
    slow.socket.pause();
    await raiseAll(EVENTS / 2);

    slow.socket.resume();
    const last = `"task ${EVENTS - 1}"`;
    while (!slow.text().includes(last)) await new Promise<void>((resolve) => slow.socket.once('data', () => resolve()));
    slow.socket.destroy();
    const titles = [...slow.text().matchAll(/"title":"task (\d+)"/g)].map(([, n]) => Number(n));
    expect(titles).toEqual(Array.from({ length: EVENTS }, (_, n) => n));
  });
});
