import { type Access, CONTROL_FRAMES, type Ready, type Ticket } from '@bellhop/protocol';
import type { EventStream } from '../environment/environment.js';
import { FrameReader } from './frame-reader.js';
import { realtimeUrl, refusalOf } from './request.js';
import type { Ending, FrameListener, ReadRequest, Transport } from './transport.js';
import { silenceLimitMs, Watchdog } from './watchdog.js';

/**
 * Reads the stream with the browser's `EventSource`, for browsers whose `fetch` cannot stream. It can send no headers,
 * so a single-use ticket opens it. A ticket is valid for one connection, so it never reconnects on its own.
 *
 * An `EventSource` receives only event names it listens to, which are the domains: those requested, and those that
 * `ready` and `access` announce. Both precede the first event of such a domain.
 */
export const eventSource: Transport = {
  kind: 'event-source',
  async read(request, listener) {
    const { environment, cursor, signal } = request;
    if (!environment.openEventStream) return { how: 'unusable' };
    try {
      const answer = await ticketFor(request);
      if ('how' in answer) return answer;
      if (signal.aborted) return { how: 'aborted' };
      const url = realtimeUrl(request, '/v2/realtime/stream', { cursor, ticket: answer.ticket });
      return await readAll(environment.openEventStream(url), request, listener);
    } catch {
      return { how: signal.aborted ? 'aborted' : 'network' };
    }
  },
};

async function ticketFor({ environment, baseUrl, token, signal }: ReadRequest): Promise<Ticket | Ending> {
  const response = await environment.fetch(`${baseUrl}/v2/realtime/tickets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  if (response.status === 201) return (await response.json()) as Ticket;
  return refusalOf(response, environment.now()) ?? { how: 'unusable' };
}

function readAll(source: EventStream, request: ReadRequest, listener: FrameListener): Promise<Ending> {
  const { environment, cursor, signal, firstFrameMs } = request;
  const frames = new FrameReader(cursor, listener);
  return new Promise((resolve) => {
    const end = (ending: Ending): void => {
      watchdog.cancel();
      signal.removeEventListener('abort', onAbort);
      source.close();
      resolve(ending);
    };
    const onAbort = (): void => end({ how: 'aborted' });
    const watchdog = new Watchdog(environment, (how) => end({ how }));
    let lastEventId = '';

    signal.addEventListener('abort', onAbort);
    watchdog.expect(firstFrameMs);
    source.addEventListener('error', () => end({ how: frames.isOpen ? 'ended' : 'network' }));
    const heard = new Set<string>();
    const hear = (names: Iterable<string>): void => {
      for (const name of names) {
        if (heard.has(name)) continue;
        heard.add(name);
        source.addEventListener(name, (message) => receive(name, message));
      }
    };
    const receive = (name: string, message: { readonly data?: unknown; readonly lastEventId?: string }): void => {
      // The browser reports the stream's last id: an unchanged one was not this message's own.
      const id = message.lastEventId === lastEventId ? undefined : message.lastEventId;
      lastEventId = message.lastEventId ?? '';
      try {
        const told = domainsTold(name, String(message.data)) ?? request.domains;
        // An older server, whose events would not be received here.
        if (name === 'ready' && !told) return end({ how: 'unusable' });
        hear(told ?? []);
        frames.read({ name, data: String(message.data), id });
      } catch (error) {
        environment.report(error);
        return end({ how: 'network' });
      }
      frames.flush();
      if (frames.bye) return end({ how: 'bye', ...frames.bye });
      if (frames.heartbeatMs !== undefined) watchdog.expect(silenceLimitMs(frames.heartbeatMs));
    };
    hear([...CONTROL_FRAMES, ...(request.domains ?? [])]);
  });
}

/** Returns the domains announced by a frame; undefined if it announces none. */
function domainsTold(name: string, data: string): readonly string[] | undefined {
  return name === 'ready' || name === 'access' ? (JSON.parse(data) as Partial<Ready | Access>).domains : undefined;
}
