/** A request as seen by the tab and its browser. */
export interface Delivered {
  /** Aborts the connection. */
  readonly request: AbortController;
  /** The tab's own abort signal. */
  readonly signal: AbortSignal;
  /** Called once, after the last byte. */
  readonly over: () => void;
  /** Runs a task in the tab. */
  readonly deliver: (task: () => void) => void;
}

/** Returns the response as the tab sees it: its body arrives only while the tab runs, and fails with the request. */
export function deliveredBody(response: Response, { request, signal, over, deliver }: Delivered): Response {
  if (!response.body) {
    over();
    return response;
  }
  const reader = response.body.getReader();
  const { status, headers } = response;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      let isOver = false;
      const end = (act: () => void): void => {
        if (isOver) return;
        isOver = true;
        over();
        act();
      };
      request.signal.addEventListener('abort', () =>
        deliver(() => end(() => controller.error(new TypeError('network error')))),
      );
      signal.addEventListener('abort', () => {
        request.abort();
        end(() => controller.error(new DOMException('aborted', 'AbortError')));
      });
      const read = async (): Promise<void> => {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return deliver(() => end(() => controller.close()));
          deliver(() => isOver || controller.enqueue(value));
        }
      };
      void read().catch(() => deliver(() => end(() => controller.error(new TypeError('network error')))));
    },
    cancel: () => {
      over();
      request.abort();
    },
  });
  return new Response(body, { status, headers });
}
