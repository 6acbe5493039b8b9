import { type Agent, request } from 'node:http';

/** `status` is 0 when there was no response. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const REQUEST_LIMIT_MS = 5_000;
const NOBODY: Answer = { status: 0, body: undefined };

/** Sends a request and waits up to 5 s for its whole response. @param agent `false`: over a new connection */
export function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  agent: Agent | false,
): Promise<Answer> {
  return new Promise((resolve) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const sent = request(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
      agent,
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    const failed = (): void => resolve(NOBODY);
    sent.on('error', failed).on('close', failed);
    sent.on('response', (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('error', failed)
        .on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
    });
    sent.end(bytes);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
