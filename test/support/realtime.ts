import type { DurableEvent, PollResponse } from '@bellhop/protocol';
import type { Member, TestApp } from './app.js';
import { SseClient } from './sse-client.js';

/** Stream and poll of an application that listens on its own port. */
export interface Transports {
  readonly url: string;
  /** Opens a stream; {@link closeAll} closes it. */
  stream(member: Member, query?: string, headers?: Record<string, string>): Promise<SseClient>;
  /** Opens a stream and waits until it is ready, so it misses nothing from then on. */
  ready(member: Member, query?: string, headers?: Record<string, string>): Promise<SseClient>;
  poll(member: Member, query?: string, path?: string): Promise<PollResponse>;
  closeAll(): void;
}

/** Makes the application listen. */
export async function openTransports({ app }: TestApp): Promise<Transports> {
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const open: SseClient[] = [];
  const bearer = ({ signedIn }: Member) => ({ authorization: `Bearer ${signedIn.accessToken}` });
  const transports: Transports = {
    url,
    async stream(member, query = '', headers = {}) {
      const client = await SseClient.open(`${url}/v2/realtime/stream${query}`, { ...bearer(member), ...headers });
      open.push(client);
      return client;
    },
    async ready(member, query, headers) {
      const client = await transports.stream(member, query, headers);
      await client.find(({ event }) => event === 'ready');
      return client;
    },
    async poll(member, query = '', path = '/v2/realtime/poll') {
      const answer = await fetch(`${url}${path}${query}`, { headers: bearer(member) });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as PollResponse;
    },
    closeAll: () => {
      for (const client of open.splice(0)) client.close();
    },
  };
  return transports;
}

/** Returns the events that a stream has delivered. */
export const eventsOf = (client: SseClient): DurableEvent[] =>
  client.frames
    .map(({ data }) => JSON.parse(data) as DurableEvent)
    .filter((data) => typeof data.eventType === 'string');
