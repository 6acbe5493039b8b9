import type { ByeReason, Ready } from '@bellhop/protocol';
import type { Batch } from '../delivery/batch.js';
import type { Environment } from '../environment/environment.js';

export type TransportKind = 'stream' | 'event-source' | 'long-poll';

/** How a connection came to its end. */
export type Ending =
  /** The server closed it and did not say why. */
  | { readonly how: 'ended' }
  | { readonly how: 'bye'; readonly reason: ByeReason; readonly reconnectInMs: number }
  | { readonly how: 'refused'; readonly status: number; readonly retryAfterMs: number | undefined }
  /** No answer, or one that broke off. */
  | { readonly how: 'network' }
  /** Open, and nothing comes: something on the way keeps it back, or nobody is there any more. */
  | { readonly how: 'silent' }
  /** The tab slept for a while: whether something should have come, nobody can tell. */
  | { readonly how: 'suspended' }
  /** 204: the server wants no reconnecting (HTML, "server-sent events"). */
  | { readonly how: 'no-content' }
  /** Not what this transport can read: another content type, or no body to read from. */
  | { readonly how: 'unusable' }
  /** We ended it. */
  | { readonly how: 'aborted' }
  /** Long-poll only: it is time to try whether a stream comes through. */
  | { readonly how: 'probe' };

export interface ReadRequest {
  readonly environment: Environment;
  /** What every path begins with; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly domains: readonly string[] | undefined;
  readonly propertyId: string | undefined;
  /** Where to go on from. */
  readonly cursor: string | undefined;
  readonly token: string;
  readonly signal: AbortSignal;
  /** How long `ready` may take from the moment of asking, in milliseconds. */
  readonly firstFrameMs: number;
  /** Whether a stream should be tried instead, asked between two polls. */
  readonly isProbeDue: () => boolean;
}

export interface FrameSink {
  /** It works: the first frame of a stream, the first answer of a poll. */
  opened(ready: Pick<Ready, 'head'> | undefined): void;
  /** A heartbeat came in its time. */
  alive(): void;
  batch(batch: Batch): void;
  /** The server's `retry`, in milliseconds. */
  retry(ms: number): void;
  /** A poll came back empty although it should have waited. */
  fastEmpty(): void;
}

/** One way to read events. Reads from `request.cursor` until it ends, and says how; it never rejects. */
export interface Transport {
  readonly kind: TransportKind;
  read(request: ReadRequest, sink: FrameSink): Promise<Ending>;
}
