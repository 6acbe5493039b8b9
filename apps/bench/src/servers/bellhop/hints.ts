/**
 * Loaded into Bellhop’s process before its build (`--import`): passes committed events from the process’s IPC channel
 * to the channel registry, where hints from other instances arrive. From there to the sockets the build is unchanged;
 * only the transaction happens elsewhere.
 */
import { randomUUID } from 'node:crypto';
import type { LogHeads, LogPosition, LogRecord } from '@bellhop/realtime';
import { inProject } from '../../../../../tools/lib/project.mjs';

/** The used part of the channel registry, which the package does not export. */
interface Registry {
  readonly start: (this: Registry) => void;
  readonly deps: { readonly log: { heads(orgIds: readonly string[]): Promise<LogHeads> } };
  accept(record: LogRecord): void;
}

interface Channels {
  readonly ChannelRegistry: { readonly prototype: { start: Registry['start'] } };
}

/** A message from the benchmark; answered with {@link HintDone}. */
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

/** Last hinted position of each org. */
const hinted = new Map<string, LogPosition>();

function hint(registry: Registry, { orgId, propertyId, events }: HintOrder): void {
  for (let event = 0; event < events; event += 1) {
    const before = hinted.get(orgId) ?? { seq: 0, mark: 0 };
    const seq = before.seq + 1;
    hinted.set(orgId, { seq, mark: seq });
    registry.accept({
      eventId: randomUUID(),
      eventType: 'TaskDeleted',
      domain: 'tasks',
      timestamp: Date.now(),
      orgId,
      propertyId,
      seq,
      mark: seq,
      prevMark: before.mark,
      payloadJson: JSON.stringify({ taskId: randomUUID(), version: 2 }),
    });
  }
}

const { start } = ChannelRegistry.prototype;
ChannelRegistry.prototype.start = function startAndListen(this: Registry): void {
  start.call(this);
  // The log does not contain the hinted events, and a head below the applied one would mean a restored database. So the
  // head check runs its query and returns what another instance would have committed.
  const { log } = this.deps;
  const heads = log.heads.bind(log);
  log.heads = async (orgIds) => {
    const { epoch } = await heads(orgIds);
    return { epoch, heads: new Map(orgIds.map((orgId) => [orgId, hinted.get(orgId) ?? { seq: 0, mark: 0 }])) };
  };
  process.on('message', (order: HintOrder) => {
    hint(this, order);
    process.send?.({ number: order.number } satisfies HintDone);
  });
  // The channel must not keep a stopped server alive.
  process.channel?.unref();
};
