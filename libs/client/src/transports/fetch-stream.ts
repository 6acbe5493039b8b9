import { FrameReader } from './frame-reader.js';
import { linkedAbort } from './linked-abort.js';
import { realtimeUrl, refusalOf } from './request.js';
import { SseParser } from './sse-parser.js';
import type { Ending, FrameListener, ReadRequest, Transport } from './transport.js';
import { silenceLimitMs, Watchdog } from './watchdog.js';

/** Reads the stream with `fetch`, which sees status codes and sends the token and the cursor as headers. */
export const fetchStream: Transport = {
  kind: 'stream',
  async read(request, listener) {
    const { environment, signal } = request;
    const abort = linkedAbort(signal);
    let verdict: Ending | undefined;
    const watchdog = new Watchdog(environment, (how) => {
      verdict = { how };
      abort.abort();
    });
    watchdog.expect(request.firstFrameMs);
    try {
      return await readResponse(request, listener, watchdog, abort.signal);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof RangeError) environment.report(error);
      return verdict ?? { how: signal.aborted ? 'aborted' : 'network' };
    } finally {
      watchdog.cancel();
      abort.unlink();
      // Releases a body that was not read to its end.
      abort.abort();
    }
  },
};

async function readResponse(
  request: ReadRequest,
  listener: FrameListener,
  watchdog: Watchdog,
  signal: AbortSignal,
): Promise<Ending> {
  const { environment, cursor, token } = request;
  const response = await environment.fetch(realtimeUrl(request, '/v2/realtime/stream'), {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(cursor !== undefined && { 'last-event-id': cursor }),
    },
    cache: 'no-store',
    signal,
  });
  const refusal = refusalOf(response, environment.now());
  if (refusal) return refusal;
  if (!response.body || !isEventStream(response.headers.get('content-type'))) return { how: 'unusable' };

  const frames = new FrameReader(cursor, listener);
  const parser = new SseParser({
    onRetry: (ms) => listener.retry(ms),
    onMessage: ({ event, data, lastEventId, hasId }) =>
      frames.read({ name: event, data, id: hasId ? lastEventId : undefined }),
  });
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (signal.aborted) throw new DOMException('aborted', 'AbortError');
    if (done) return { how: 'ended' };
    parser.feed(value);
    frames.flush();
    if (frames.bye) return { how: 'bye', ...frames.bye };
    if (frames.heartbeatMs !== undefined) watchdog.expect(silenceLimitMs(frames.heartbeatMs));
  }
}

/** Ignores parameters of the type. */
const isEventStream = (contentType: string | null): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'text/event-stream';
