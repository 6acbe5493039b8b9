import { Inspector } from './inspector.ts';

/**
 * Makes a Node process collect its garbage: resident memory tells what streams hold only when what opening them left
 * behind is gone, and V8 may not get to it for minutes.
 * @param port the process's `--inspect-port`
 */
export async function collectGarbage(pid: number, port: number): Promise<void> {
  const inspector = await Inspector.open(pid, port);
  await inspector.call('HeapProfiler.collectGarbage');
  inspector.close();
}
