import { Inspector } from './inspector.ts';

/** A place in the call tree, as V8's profiler gives it. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  /** Ids of the nodes that were called from here. */
  readonly children?: readonly number[];
}

/** What `.cpuprofile` files hold: which node each sample was in, and how long until the next one. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

/** Often enough to see what takes a hundredth of a request, at some percent of the time. */
const SAMPLE_US = 200;

/**
 * Samples what the main thread of a Node process does while `work` is under way.
 * @param port the process's `--inspect-port`
 */
export async function profileCpu<T>(
  pid: number,
  port: number,
  work: () => Promise<T>,
): Promise<{ readonly profile: CpuProfile; readonly result: T }> {
  const inspector = await Inspector.open(pid, port);
  try {
    await inspector.call('Profiler.enable');
    await inspector.call('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await inspector.call('Profiler.start');
    const result = await work();
    const { profile } = await inspector.call<{ profile: CpuProfile }>('Profiler.stop');
    return { profile, result };
  } finally {
    inspector.close();
  }
}
