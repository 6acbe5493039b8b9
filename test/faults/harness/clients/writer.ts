import type { Agent } from 'node:http';
import type { PublishResponse } from '@bellhop/protocol';
import { v7 as uuidv7 } from 'uuid';
import type { Chance } from '../chance.ts';
import type { Outcome, Write } from '../history.ts';
import { seqOf } from './cursor.ts';
import { pause } from '../pause.ts';
import { type Answer, send } from './send.ts';
import type { Session } from './session.ts';

export interface WriterOptions {
  readonly session: Session;
  readonly key: string;
  readonly urls: readonly string[];
  readonly chance: Chance;
  readonly clock: () => number;
  /** Prefix of the tokens of its writes. */
  readonly name: string;
  /** Properties it writes to. */
  readonly propertyIds: readonly string[];
  /** Keeps connections alive; `false`: a new connection per request. */
  readonly agent: Agent | false;
}

const AGAIN_AFTER_MS = 150;
/** How long a safe write is repeated before its outcome stays unknown. */
const INSIST_MS = 20_000;

/** A user or service that writes to one organisation continuously and records the outcomes. */
export class Writer {
  readonly writes: Write[] = [];
  readonly #options: WriterOptions;
  #count = 0;
  #taskId: string | undefined;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Writes with random pauses of up to `pauseMs`. */
  start(pauseMs: number): void {
    const { chance } = this.#options;
    this.#running = (async () => {
      while (!this.#isStopped) {
        const kind = chance.pick(['plain', 'keyed', 'patch', 'published'] as const);
        if (kind === 'published') await this.publish(chance.between(1, 4));
        else if (kind === 'patch' && this.#taskId !== undefined) await this.patch(this.#taskId);
        else await this.create(kind === 'keyed');
        await pause(chance.between(0, pauseMs));
      }
    })();
  }

  /** Stops after the current write. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  /** Creates a task or a revenue, repeated with its key until answered if keyed. @returns the write */
  async create(isKeyed: boolean): Promise<Write> {
    const { chance, propertyIds } = this.#options;
    const token = this.#nextToken();
    const [path, row] = chance.pick([
      ['/tasks', { title: 'A task' }],
      ['/finance/revenues', { amountMinor: 12_500, currency: 'EUR', category: 'room' }],
    ] as const);
    const more = isKeyed ? { 'idempotency-key': token.replaceAll(' ', '-') } : {};
    const body = { ...row, propertyId: chance.pick(propertyIds), description: token };
    return this.#write({ token, kind: isKeyed ? 'keyed' : 'plain', isSafe: isKeyed }, 'POST', path, more, body);
  }

  async patch(taskId: string): Promise<Write> {
    const token = this.#nextToken();
    return this.#write(
      { token, kind: 'patch', isSafe: false },
      'PATCH',
      `/tasks/${taskId}`,
      {},
      { description: token },
    );
  }

  /** Publishes events with ids of their own, repeated until answered. @param padding extra characters per event */
  async publish(count: number, padding = 0): Promise<Published> {
    const { orgId, userId } = this.#options.session.user;
    const propertyId = this.#options.chance.pick(this.#options.propertyIds);
    const at = new Date().toISOString();
    const tokens = Array.from({ length: count }, () => this.#nextToken());
    const events = tokens.map((token) => ({
      eventId: uuidv7(),
      eventType: 'TaskCreated',
      domain: 'tasks',
      propertyId,
      payload: {
        ...{ taskId: uuidv7(), orgId, propertyId, createdAt: at, updatedAt: at, version: 1 },
        ...{ title: 'A task of another service', status: 'open', priority: 'normal', assigneeId: null, dueOn: null },
        ...{
          createdBy: userId,
          completedAt: null,
          description: `${token}${padding > 0 ? `\n${'x'.repeat(padding)}` : ''}`,
        },
      },
    }));
    const { outcome, body } = await this.#insist(
      () => this.#request('POST', '/v2/realtime/events', this.#byKey(), events),
      true,
    );
    return {
      writes: tokens.map((token) => this.#note(token, 'published', outcome)),
      eventIds: events.map(({ eventId }) => eventId),
      head: outcome === 'acknowledged' ? seqOf((body as PublishResponse).cursor) : undefined,
    };
  }

  #byKey(): Record<string, string> {
    return { authorization: `Bearer ${this.#options.key}` };
  }

  #nextToken(): string {
    this.#count += 1;
    return `${this.#options.name}-${this.#count}`;
  }

  #note(token: string, kind: Write['kind'], outcome: Outcome): Write {
    const { session, clock } = this.#options;
    const write = { org: session.user.orgId, token, kind, outcome, at: clock() };
    this.writes.push(write);
    return write;
  }

  async #write(
    { token, kind, isSafe }: { token: string; kind: Write['kind']; isSafe: boolean },
    method: string,
    path: string,
    more: Record<string, string>,
    body: unknown,
  ): Promise<Write> {
    const { session } = this.#options;
    const send = async (): Promise<Answer> => {
      const headers = { ...session.headers, ...more };
      const answer = await this.#request(method, path, headers, body);
      if (answer.status === 401) await session.renew(headers).catch(() => undefined);
      return answer;
    };
    const { outcome, body: row } = await this.#insist(send, isSafe);
    if (outcome === 'acknowledged') this.#taskId = (row as { taskId?: string }).taskId ?? this.#taskId;
    // After a restore, the task may be one that was never created.
    else if (kind === 'patch') this.#taskId = undefined;
    return this.#note(token, kind, outcome);
  }

  /** Sends until there is a final answer; an unsafe write only once. */
  async #insist(send: () => Promise<Answer>, isSafe: boolean): Promise<{ outcome: Outcome; body?: unknown }> {
    let wasUnknown = false;
    for (const until = performance.now() + INSIST_MS; ;) {
      const { status, body } = await send();
      if (status >= 200 && status < 300) return { outcome: 'acknowledged', body };
      const isRefused = status >= 400 && status < 500;
      wasUnknown ||= !isRefused;
      // No session any more, or a request with the same key is running: nothing was done, so it may be sent again.
      const again = status === 401 || status === 409 || status === 429 || (isSafe && !isRefused);
      if (!again || performance.now() > until || this.#isStopped)
        return { outcome: isRefused && !wasUnknown ? 'refused' : 'unknown' };
      await pause(AGAIN_AFTER_MS);
    }
  }

  #request(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
    const { urls, chance } = this.#options;
    return send(`${chance.pick(urls)}${path}`, method, headers, body, this.#options.agent);
  }
}

/** Outcome of a batch. */
export interface Published {
  readonly writes: readonly Write[];
  readonly eventIds: readonly string[];
  /** Head of the organisation’s log after it; `undefined` without a response. */
  readonly head: number | undefined;
}
