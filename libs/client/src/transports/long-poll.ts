import type { PollResponse } from '@bellhop/protocol';
import { pause } from '../environment/waiting.js';
import { linkedAbort } from './linked-abort.js';
import { isFastEmpty, pollPauseMs } from './pacing.js';
import { realtimeUrl, refusalOf } from './request.js';
import type { Ending, ReadRequest, Transport } from './transport.js';
import { Watchdog } from './watchdog.js';

/** The first poll is short, to find out whether polling works at all. In milliseconds. */
const FIRST_POLL_MS = 1_000;
const POLL_MS = 25_000;
/** A response this late will not arrive any more, in milliseconds. */
const LATE_MS = 10_000;

/** Polls repeatedly at the stream's cursor, where no stream gets through. */
export const longPoll: Transport = {
  kind: 'long-poll',
  async read(request, listener) {
    const { environment, signal } = request;
    let { cursor } = request;
    for (let timeoutMs = FIRST_POLL_MS; ; timeoutMs = POLL_MS) {
      const startedAt = environment.now();
      const answer = await poll({ ...request, cursor }, timeoutMs);
      if ('how' in answer) return answer;
      if (timeoutMs === FIRST_POLL_MS) listener.opened(undefined);
      const { events, gap, access, more = false } = answer;
      listener.batch({ from: cursor, to: answer.cursor, events, ...(gap && { gap }), ...(access && { access }) });
      cursor = answer.cursor;

      const isEmpty = events.length === 0 && !gap && !access;
      const outcome = { elapsedMs: environment.now() - startedAt, timeoutMs, isEmpty, more };
      if (isFastEmpty(outcome)) listener.fastEmpty();
      const pauseMs = pollPauseMs(outcome, environment.page.isHidden(), environment.random);
      if (pauseMs > 0) await untilShown(request, pauseMs);
      if (signal.aborted) return { how: 'aborted' };
      if (!more && request.isProbeDue()) return { how: 'probe' };
    }
  },
};

async function poll(request: ReadRequest, timeoutMs: number): Promise<PollResponse | Ending> {
  const { environment, cursor, token, signal } = request;
  const abort = linkedAbort(signal);
  const watchdog = new Watchdog(environment, () => abort.abort());
  watchdog.expect(timeoutMs + LATE_MS);
  try {
    const response = await environment.fetch(realtimeUrl(request, '/v2/realtime/poll', { cursor, timeoutMs }), {
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      cache: 'no-store',
      signal: abort.signal,
    });
    const refusal = refusalOf(response, environment.now());
    if (refusal) return refusal;
    const answer = (await response.json()) as PollResponse;
    if (signal.aborted) return { how: 'aborted' };
    return isPollResponse(answer) ? answer : { how: 'unusable' };
  } catch {
    return { how: signal.aborted ? 'aborted' : 'network' };
  } finally {
    watchdog.cancel();
    abort.unlink();
    abort.abort();
  }
}

/** A proxy's own page may have status 200 as well. */
const isPollResponse = (answer: PollResponse | null): boolean =>
  typeof answer?.cursor === 'string' && Array.isArray(answer.events);

/** Waits, but in a hidden tab only until it is shown. */
async function untilShown({ environment, signal }: ReadRequest, pauseMs: number): Promise<void> {
  const { page } = environment;
  const abort = linkedAbort(signal);
  const off = page.isHidden() ? page.on('visibility', () => abort.abort()) : undefined;
  await pause(environment, pauseMs, abort.signal);
  off?.();
  abort.unlink();
}
