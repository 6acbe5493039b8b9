/** Responds to a request, as the server or as an intermediary. */
export type SimulatedNetwork = (request: SimulatedRequest) => Promise<Response>;

export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal;
  /** Name of the requesting tab. */
  readonly tab: string;
  /** The browser's cookies, shared by all of its tabs. */
  readonly cookies: Map<string, string>;
}
