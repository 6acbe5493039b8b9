import { setTimeout as sleep } from 'node:timers/promises';

const ANSWER_LIMIT_MS = 30_000;
const LISTEN_LIMIT_MS = 5_000;

/**
 * Makes a Node process collect its garbage, through the inspector that SIGUSR1 opens in any Node process: resident
 * memory tells what streams hold only when what opening them left behind is gone, and V8 may not get to it for minutes.
 * @param port the process's `--inspect-port`
 */
export async function collectGarbage(pid: number, port: number): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await debuggerOf(port));
  const done = new Promise<void>((resolve, reject) => {
    socket.addEventListener('message', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`the inspector of process ${pid} closed the connection`)));
    setTimeout(() => reject(new Error(`process ${pid} did not collect its garbage`)), ANSWER_LIMIT_MS).unref();
  });
  socket.addEventListener('open', () => socket.send('{"id":1,"method":"HeapProfiler.collectGarbage"}'));
  await done;
  socket.close();
}

async function debuggerOf(port: number): Promise<string> {
  for (const deadline = performance.now() + LISTEN_LIMIT_MS; ;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
      const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
      if (target) return target.webSocketDebuggerUrl;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(50);
  }
}
