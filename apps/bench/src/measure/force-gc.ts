import { Inspector } from './inspector.ts';

/**
 * Forces a garbage collection in a Node process: resident memory shows what streams hold only once the garbage from
 * opening them is gone, and V8 may take minutes to collect it.
 * @param port the process's `--inspect-port`
 */
export async function forceGc(pid: number, port: number): Promise<void> {
  const inspector = await Inspector.open(pid, port);
  await inspector.call('HeapProfiler.collectGarbage');
  inspector.close();
}
