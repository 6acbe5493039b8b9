import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { constants, createGunzip } from 'node:zlib';
import type { PollResponse } from '@bellhop/protocol';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { pause, within } from '../pause.ts';
import type { ReaderHistory, Sight, Step } from '../history.ts';
import { seqOf } from './cursor.ts';
import type { Session } from './session.ts';

export type Transport = 'stream' | 'gzip' | 'poll';

export interface ReaderOptions extends Sight {
  readonly name: string;
  readonly transport: Transport;
  readonly session: Session;
  /** URLs of the instances; it starts with one and moves to the next when a connection fails. */
  readonly urls: readonly string[];
  readonly clock: () => number;
}

const POLL_MS = 2_000;
const COME_BACK_MS = 100;
const CONNECT_LIMIT_MS = 5_000;
/** Added to the poll’s own timeout. */
const POLL_GRACE_MS = 5_000;

/** A client by the contract: it resumes with the last cursor it received, and records every step. */
export class Reader {
  readonly name: string;
  readonly org: string;
  readonly #options: ReaderOptions;
  readonly #steps: Step[] = [];
  #cursor: string | undefined;
  #turn: number;
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(options: ReaderOptions, first: number) {
    this.name = options.name;
    this.org = options.session.user.orgId;
    this.#options = options;
    this.#turn = first;
  }

  get history(): ReaderHistory {
    const { domains, propertyIds } = this.#options;
    return {
      name: this.name,
      org: this.org,
      steps: this.#steps,
      ...(domains && { domains }),
      ...(propertyIds && { propertyIds }),
    };
  }

  /** Starts reading. */
  start(): void {
    this.#running = this.#readOn();
  }

  /** Resolves to the first step, past or future, that fits, or to `undefined` after `limitMs`. */
  async find(fits: (step: Step) => boolean, limitMs: number): Promise<Step | undefined> {
    const limit = performance.now() + limitMs;
    for (let next = 0; ;) {
      for (; next < this.#steps.length; next += 1) {
        const step = this.#steps[next];
        if (step && fits(step)) return step;
      }
      const left = limit - performance.now();
      if (left <= 0) return undefined;
      await within(left, new Promise((resolve) => void this.#waiting.push(resolve)));
    }
  }

  /** Local port of its connection; `undefined` without one. */
  get port(): number | undefined {
    return this.#response?.socket.localPort;
  }

  /** Drops its connection, as a client does that found it dead. */
  hangUp(): void {
    this.#request?.destroy();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#request?.destroy();
    await this.#running;
  }

  async #readOn(): Promise<void> {
    while (!this.#isClosed) {
      const began = performance.now();
      try {
        await (this.#options.transport === 'poll' ? this.#poll() : this.#stream());
      } catch {
        this.#turn += 1;
      }
      if (!this.#isClosed && performance.now() - began < COME_BACK_MS) {
        await pause(COME_BACK_MS);
      }
    }
  }

  /** Reads one stream to its end. */
  async #stream(): Promise<void> {
    const response = await this.#open('/v2/realtime/stream', '');
    const parser = createParser({ onEvent: (frame) => this.#takeFrame(frame) });
    const body =
      response.headers['content-encoding'] === 'gzip'
        ? response.pipe(createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }))
        : response;
    // Each gzip stream ends unfinished.
    response.on('error', () => body.destroy());
    response.on('close', () => body.destroy());
    const decoder = new TextDecoder();
    for await (const bytes of body) parser.feed(decoder.decode(bytes as Buffer, { stream: true }));
  }

  async #poll(): Promise<void> {
    const response = await this.#open('/v2/realtime/poll', `timeoutMs=${POLL_MS}`);
    const limit = setTimeout(() => response.destroy(new Error('too late')), POLL_MS + POLL_GRACE_MS);
    try {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += String(piece);
      const { events, cursor, gap } = JSON.parse(text) as PollResponse;
      if (gap) this.#took({ kind: 'gap', seq: seqOf(gap.cursor), reason: gap.reason });
      for (const { seq, eventId } of events) if (seq !== undefined) this.#took({ kind: 'event', seq, eventId });
      this.#took({ kind: 'moved', seq: seqOf(cursor) });
      this.#cursor = cursor;
    } finally {
      clearTimeout(limit);
    }
  }

  #takeFrame({ event, id, data }: EventSourceMessage): void {
    if (this.#isClosed) return;
    if (event === 'gap') {
      const { reason, cursor } = JSON.parse(data) as { reason: string; cursor: string };
      this.#took({ kind: 'gap', seq: seqOf(cursor), reason });
    } else if (event === 'ready' || event === 'heartbeat') {
      // Without an id, `ready` moves nothing: a gap follows.
      if (id !== undefined) this.#took({ kind: 'moved', seq: seqOf(id) });
    } else if (event === 'bye') {
      this.#turn += 1;
    } else if (id !== undefined) {
      const { seq, eventId } = JSON.parse(data) as { seq: number; eventId: string };
      this.#took({ kind: 'event', seq, eventId });
    }
    if (id !== undefined) this.#cursor = id;
  }

  #took(step: { [K in Step['kind']]: Omit<Step & { kind: K }, 'at'> }[Step['kind']]): void {
    this.#steps.push({ at: this.#options.clock(), ...step });
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** @throws Error when there is no response, or its status is not 200 */
  async #open(path: string, query: string): Promise<IncomingMessage> {
    const { urls, session, transport, domains } = this.#options;
    const url = urls[this.#turn % urls.length] ?? '';
    const narrowed = domains ? `domains=${domains.join(',')}` : '';
    const headers = {
      ...session.headers,
      ...(transport === 'gzip' && { 'accept-encoding': 'gzip' }),
      ...(this.#cursor !== undefined && { 'last-event-id': this.#cursor }),
    };
    const limitMs = transport === 'poll' ? POLL_MS + POLL_GRACE_MS : CONNECT_LIMIT_MS;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = get(`${url}${path}?${[narrowed, query].filter(Boolean).join('&')}`, { headers, agent: false });
      this.#request = request;
      const limit = setTimeout(() => request.destroy(new Error('no answer')), limitMs);
      request.on('error', reject).on('close', () => clearTimeout(limit));
      request.on('response', (answer) => {
        clearTimeout(limit);
        resolve(answer);
      });
    });
    this.#response = response;
    if (response.statusCode === 200) return response;
    response.resume();
    if (response.statusCode === 401) await session.renew(headers);
    throw new Error(`answered ${response.statusCode ?? 0}`);
  }
}
