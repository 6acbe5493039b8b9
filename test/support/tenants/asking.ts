import { Agent, request as httpRequest } from 'node:http';

/** A request, as bytes on the wire: what a client library would refuse to send goes out too. */
export interface Question {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body; of a stream what came up to and with its `ready` frame. */
  readonly text: string;
}

export type Ask = (question: Question) => Promise<Answer>;

/** Asks the server that listens on `port`, by connections that are kept; `close` when done. */
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
          // A stream that is cut off here; what came of it counts.
          response.on('error', () => undefined);
        },
      );
      request.on('error', reject);
      request.end(json);
    });
  return { ask, close: () => agent.destroy() };
}

/** Does `work` for all, a few at a time, and gives the results in order. */
export async function inTurns<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return results;
}
