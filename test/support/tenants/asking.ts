import { Agent, request as httpRequest } from 'node:http';

/** A raw request: it may contain what a client library would refuse to send. */
export interface Question {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body; for a stream, everything up to its `ready` frame. */
  readonly text: string;
}

export type Ask = (question: Question) => Promise<Answer>;

/** Sends requests to the server on `port` over keep-alive connections; `close` when done. */
export function askAt(port: number): { readonly ask: Ask; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const ask: Ask = ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const json = body === undefined ? undefined : JSON.stringify(body);
      const request = httpRequest(
        {
          ...{ agent, port, host: '127.0.0.1', method, path },
          headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
        },
        (response) => {
          const isStream = response.headers['content-type']?.startsWith('text/event-stream') ?? false;
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
            if (isStream && /^event: ready\n(?:.+\n)+\n/m.test(text)) response.destroy();
          });
          response.on('close', () => {
            const all = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
            resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(all), text });
          });
          // A stream that is cut here; what it sent counts.
          response.on('error', () => undefined);
        },
      );
      request.on('error', reject);
      request.end(json);
    });
  return { ask, close: () => agent.destroy() };
}

/** Runs `work` for all, `atOnce` at a time, and returns the results in order. */
export async function inTurns<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return results;
}
