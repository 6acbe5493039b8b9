import type { TcpProxy } from '../world/proxy.ts';
import { type FaultAction, type FaultContext, instanceOf, postgresOf } from './context.ts';
import { pause } from '../pause.ts';
import type { Fault } from '../schedule.ts';

/** How long a client takes to detect a dead link; scaled down from 30 s in production. */
const FOUND_OUT_MS = 1_500;
const LATENCIES_MS = [40, 150, 400] as const;

type LinkOf = (context: FaultContext, fault: Fault) => TcpProxy;

const clientLink: LinkOf = (context, fault) => instanceOf(context, fault).proxy;
const databaseLink: LinkOf = (context, fault) => {
  const { links } = postgresOf(context);
  const link = links[fault.instance % links.length];
  if (!link) throw new Error('there is no link');
  return link;
};

/** Resets every connection, and new ones for a while. */
const cutOf =
  (linkOf: LinkOf): FaultAction =>
  async (context, fault) => {
    const link = linkOf(context, fault);
    link.refuse(true);
    link.cut();
    await pause(fault.lastsMs);
    link.refuse(false);
  };

/** Delays everything. */
const latencyOf =
  (linkOf: LinkOf): FaultAction =>
  async (context, fault) => {
    const link = linkOf(context, fault);
    link.delay(LATENCIES_MS[fault.choice % LATENCIES_MS.length] ?? 0);
    await pause(fault.lastsMs);
    link.delay(0);
  };

export const cut = cutOf(clientLink);
export const latency = latencyOf(clientLink);
export const databaseCut = cutOf(databaseLink);
export const databaseLatency = latencyOf(databaseLink);

/** Links die without notice: clients detect it after a while and reconnect over new ones. */
export const halfOpen: FaultAction = async (context, fault) => {
  clientLink(context, fault).abandon();
  await pause(FOUND_OUT_MS);
  for (const reader of context.readers) reader.hangUp();
};

/** Nothing passes between database and instance for a while, then everything does. */
export const databaseHalfOpen: FaultAction = async (context, fault) => {
  const link = databaseLink(context, fault);
  link.freeze(true);
  await pause(fault.lastsMs);
  link.freeze(false);
};
