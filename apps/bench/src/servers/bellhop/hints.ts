/**
 * Loaded into Bellhop's process before its build (`--import`): passes committed events that come over the process's
 * IPC channel to the server's channel registry, which is where hints from other instances arrive. Everything from there
 * to the sockets is the build as it is; only the transaction that came before is somewhere else.
 */
import { randomUUID } from 'node:crypto';
import type { LogRecord } from '@bellhop/realtime';
import { inProject } from '../../../../../tools/lib/project.mjs';

/** What of the channel registry is used; the package does not export it. */
interface Registry {
  readonly start: (this: Registry) => void;
  accept(record: LogRecord): void;
}

interface Channels {
  readonly ChannelRegistry: { readonly prototype: { start: Registry['start'] } };
}

/** What the benchmark sends; it is answered with {@link HintDone}. */
export interface HintOrder {
  readonly number: number;
  readonly orgId: string;
  readonly propertyId: string;
  readonly events: number;
}

export interface HintDone {
  readonly number: number;
}

const { ChannelRegistry } = (await import(inProject('libs/realtime/dist/channels/channel-registry.js'))) as Channels;

const seqs = new Map<string, number>();

function hint(registry: Registry, { orgId, propertyId, events }: HintOrder): void {
  for (let event = 0; event < events; event += 1) {
    const seq = (seqs.get(orgId) ?? 0) + 1;
    seqs.set(orgId, seq);
    registry.accept({
      eventId: randomUUID(),
      eventType: 'TaskDeleted',
      domain: 'tasks',
      timestamp: Date.now(),
      orgId,
      propertyId,
      seq,
      payloadJson: JSON.stringify({ taskId: randomUUID(), version: 2 }),
    });
  }
}

const { start } = ChannelRegistry.prototype;
ChannelRegistry.prototype.start = function startAndListen(this: Registry): void {
  start.call(this);
  process.on('message', (order: HintOrder) => {
    hint(this, order);
    process.send?.({ number: order.number } satisfies HintDone);
  });
  // The channel is not to keep a server alive that was told to stop.
  process.channel?.unref();
};
