import { setTimeout as sleep } from 'node:timers/promises';

const ANSWER_LIMIT_MS = 30_000;
const LISTEN_LIMIT_MS = 5_000;

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The inspector of a Node process, which SIGUSR1 enables. */
export class Inspector {
  readonly #pid: number;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #last = 0;

  private constructor(pid: number, socket: WebSocket) {
    this.#pid = pid;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Answer));
    socket.addEventListener('close', () => this.#lose());
  }

  /** @param port the process's `--inspect-port` */
  static async open(pid: number, port: number): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    const socket = new WebSocket(await debuggerOf(port));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error(`the inspector of process ${pid} cannot be reached`)));
    });
    return new Inspector(pid, socket);
  }

  /** @throws Error when the process refuses, ends, or takes too long */
  async call<T>(method: string, params: object = {}): Promise<T> {
    this.#last += 1;
    const id = this.#last;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const limit = setTimeout(
      () => this.#waiting.get(id)?.reject(new Error(`process ${this.#pid} did not answer ${method}`)),
      ANSWER_LIMIT_MS,
    );
    this.#socket.send(JSON.stringify({ id, method, params }));
    try {
      return (await answer) as T;
    } finally {
      clearTimeout(limit);
      this.#waiting.delete(id);
    }
  }

  close(): void {
    this.#socket.close();
  }

  #take({ id, result, error }: Answer): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #lose(): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(`the inspector of process ${this.#pid} closed the connection`));
    }
  }
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
