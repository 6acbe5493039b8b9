import { CURSOR_HEADER, type DurableEvent, type PollResponse } from '@bellhop/protocol';
import type { Member } from './app.js';

/** Returns the cursor of the newest event of the member’s organisation. */
export async function headOf(member: Member): Promise<string> {
  const { headers } = await member.call('get', '/properties?limit=1').expect(200);
  return headers[CURSOR_HEADER] as string;
}

/** Returns the events that a member receives after `cursor`, at most one response. */
export async function eventsAfter(member: Member, cursor: string): Promise<readonly DurableEvent[]> {
  if ((await headOf(member)) === cursor) return [];
  const { body } = await member.call('get', `/v2/realtime/poll?timeoutMs=1000&cursor=${cursor}`).expect(200);
  return (body as PollResponse).events as readonly DurableEvent[];
}

/** All that the member gets from `cursor` on. */
export async function allEventsAfter(member: Member, cursor: string): Promise<readonly DurableEvent[]> {
  const events: DurableEvent[] = [];
  const head = await headOf(member);
  for (let at = cursor; at !== head;) {
    const { body } = await member.call('get', `/v2/realtime/poll?timeoutMs=1000&cursor=${at}`).expect(200);
    events.push(...((body as PollResponse).events as readonly DurableEvent[]));
    at = (body as PollResponse).cursor;
  }
  return events;
}
