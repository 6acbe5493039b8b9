import type { ByeReason, Ready } from '@bellhop/protocol';
import type { Batch } from '../delivery/batch.js';
import type { Environment } from '../environment/environment.js';

export type TransportKind = 'stream' | 'event-source' | 'long-poll';

/** How a connection ended. */
export type Ending =
  /** The server closed it without `bye`. */
  | { readonly how: 'ended' }
  | { readonly how: 'bye'; readonly reason: ByeReason; readonly reconnectInMs: number }
  | { readonly how: 'refused'; readonly status: number; readonly retryAfterMs: number | undefined }
  /** No response, or one that broke off. */
  | { readonly how: 'network' }
  /** Open, but nothing arrives: an intermediary buffers it, or the peer is gone. */
  | { readonly how: 'silent' }
  /** The tab slept: it is unknown whether something should have arrived. */
  | { readonly how: 'suspended' }
  /** 204: the server asks not to reconnect (HTML, "server-sent events"). */
  | { readonly how: 'no-content' }
  /** Unreadable for this transport: another content type, or no body. */
  | { readonly how: 'unusable' }
  /** The client closed it. */
  | { readonly how: 'aborted' }
  /** Long-poll only: time to probe a stream. */
  | { readonly how: 'probe' };

export interface ReadRequest {
  readonly environment: Environment;
  /** Prefix of every path; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly domains: readonly string[] | undefined;
  readonly propertyId: string | undefined;
  /** Where to resume. */
  readonly cursor: string | undefined;
  readonly token: string;
  readonly signal: AbortSignal;
  /** How long `ready` may take from the request on, in milliseconds. */
  readonly firstFrameMs: number;
  /** Whether a stream should be probed instead; asked between two polls. */
  readonly isProbeDue: () => boolean;
}

export interface FrameListener {
  /** It works: the first frame of a stream or the first response of a poll has arrived. */
  opened(ready: Pick<Ready, 'head'> | undefined): void;
  /** A heartbeat arrived on time. */
  alive(): void;
  batch(batch: Batch): void;
  /** The server's `retry`, in milliseconds. */
  retry(ms: number): void;
  /** A poll returned empty although it should have waited. */
  fastEmpty(): void;
}

/** One way to read events. Reads from `request.cursor` until it ends, and returns how. Never rejects. */
export interface Transport {
  readonly kind: TransportKind;
  read(request: ReadRequest, listener: FrameListener): Promise<Ending>;
}
