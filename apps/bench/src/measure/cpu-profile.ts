import { Inspector } from './inspector.ts';

/** A node of the call tree, as in V8’s profiler. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  /** Ids of the nodes called from here. */
  readonly children?: readonly number[];
}

/** Content of a `.cpuprofile` file: the node of each sample, and the time to the next. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

/** Short enough to see a hundredth of a request, at a cost of a few percent. */
const SAMPLE_US = 200;

/**
 * Samples the main thread of a Node process while `work` runs.
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
