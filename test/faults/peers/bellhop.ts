import { mkdir } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { Session } from '../harness/clients/session.ts';
import { Instance } from '../harness/world/instance.ts';
import { TcpProxy } from '../harness/world/proxy.ts';
import { JWT_SECRET, Templates } from '../harness/world/template.ts';
import { EventStream } from './event-stream.ts';
import type { Peer } from './peer.ts';

const run = promisify(execFile);

/** On its embedded database; services publish by API key, readers hold streams. */
export const bellhop: Peer = {
  name: 'Bellhop',
  absence: () => undefined,
  start: async () => {
    const templates = await Templates.create();
    const folder = await templates.runFolder();
    await mkdir(folder, { recursive: true });
    await run('cp', ['-a', join(await templates.of('embedded'), 'data'), folder]);
    const instance = new Instance(await TcpProxy.open(0), { DATA_DIR: join(folder, 'data'), JWT_SECRET });
    await instance.start();
    const session = new Session('owner@aurora.test', [instance.url]);
    const { user } = await session.signIn();
    const key = await session.createKey();
    return {
      // The instance’s own proxy only keeps its port over restarts.
      port: instance.proxy.port,
      publish: async (text) => {
        const answer = await fetch(`${instance.url}/v2/realtime/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify(eventsOf(text, user)),
        });
        if (!answer.ok) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
      },
      read: (at, onMessage) => {
        const url = `http://127.0.0.1:${at}/v2/realtime/stream?domains=tasks`;
        return new EventStream(url, session.headers, ({ event, data }) => {
          if (event !== 'tasks') return;
          onMessage((JSON.parse(data) as { payload: { description: string } }).payload.description);
        });
      },
      kill: async () => {
        await instance.down('SIGKILL');
        await instance.start();
      },
      stop: async () => {
        await instance.down('SIGTERM');
        await instance.proxy.close();
        await templates.remove();
      },
    };
  },
};

/** A task takes 4,000 characters: longer text becomes padding events and a last one with the first line. */
function eventsOf(text: string, user: Session['user']): readonly object[] {
  const [first = '', filling = ''] = text.split('\n');
  const pieces = filling.match(/.{1,3900}/g) ?? [];
  const at = new Date().toISOString();
  const { orgId, userId, propertyIds } = user;
  const [propertyId] = propertyIds;
  return [...pieces, first].map((description) => ({
    eventId: uuidv7(),
    eventType: 'TaskCreated',
    domain: 'tasks',
    propertyId,
    payload: {
      ...{ taskId: uuidv7(), orgId, propertyId, createdAt: at, updatedAt: at, version: 1, description },
      ...{ title: 'A task', status: 'open', priority: 'normal', assigneeId: null, dueOn: null },
      ...{ createdBy: userId, completedAt: null },
    },
  }));
}
