import type { FaultAction } from './context.ts';
import { pause } from '../pause.ts';

/** The request limit is 2,048,000 bytes. */
const LARGE = { events: 400, padding: 3_900 };
/** More than the kernel buffers for a paused reader. */
const LARGE_BATCHES = 6;
const MANY_WRITERS = 60;

/** Half of the readers stop reading their sockets while much is written to one organisation. */
export const slowReaders: FaultAction = async ({ world, readers, bursts }, { lastsMs, choice }) => {
  const slow = readers.filter((_, index) => index % 2 === choice % 2).map(({ port }) => port);
  const hold = (isHeld: boolean): void => {
    for (const { proxy } of world.instances) for (const port of slow) proxy.hold(port, isHeld);
  };
  hold(true);
  // To the organisation whose owner’s uncompressed stream is among them: it receives everything in full size.
  const writer = bursts[choice % 2];
  for (let batch = 0; batch < LARGE_BATCHES; batch += 1) await writer?.publish(LARGE.events, LARGE.padding);
  await pause(lastsMs);
  hold(false);
};

/** Many more writers than the server can serve. */
export const overload: FaultAction = async ({ bursts }, { lastsMs }) => {
  const until = performance.now() + lastsMs;
  const one = async (index: number): Promise<void> => {
    const writer = bursts[index % bursts.length];
    while (writer && performance.now() < until) {
      if (index % 3 === 0) await writer.publish(50);
      else await writer.create(index % 3 === 1);
    }
  };
  await Promise.all(Array.from({ length: MANY_WRITERS }, (_, index) => one(index)));
};
