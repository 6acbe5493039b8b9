import type { EventStream } from '../environment/environment.js';
import { SseParser } from '../transports/sse-parser.js';

type Listener = Parameters<EventStream['addEventListener']>[1];

/** An `EventSource` over a simulated network. It reports the end and does not reconnect. */
export function openSimulatedEventStream(
  open: (init: RequestInit) => Promise<Response>,
  report: (error: unknown) => void,
): EventStream {
  const listeners: { readonly type: string; readonly listener: Listener }[] = [];
  const abort = new AbortController();
  const tell = (type: string, event: Parameters<Listener>[0]): void => {
    for (const entry of listeners) if (entry.type === type && !abort.signal.aborted) entry.listener(event);
  };
  const read = async (): Promise<void> => {
    const response = await open({ signal: abort.signal });
    const parser = new SseParser({
      onRetry: () => undefined,
      onMessage: ({ event, data, lastEventId }) => tell(event, { data, lastEventId }),
    });
    if (response.status !== 200 || !response.body) return;
    for (const reader = response.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(value);
    }
  };
  void read()
    .catch((error: unknown) => {
      if (!abort.signal.aborted && !(error instanceof TypeError)) report(error);
    })
    .finally(() => tell('error', {}));
  return {
    addEventListener: (type, listener) => void listeners.push({ type, listener }),
    close: () => abort.abort(),
  };
}
