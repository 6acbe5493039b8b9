import { ChunkReader } from './chunked.ts';
import type { EventCounter } from './client-stream.ts';

/** Records the events of one uncompressed stream and checks them. */
export class EventLedger implements EventCounter {
  /** Ids of the events in order of arrival. */
  readonly eventIds: string[] = [];
  readonly #chunks = new ChunkReader();
  #rest = '';
  #isReady = false;
  #last: number | undefined;
  /** Events whose seq does not follow the previous event’s, plus gaps that the server reported. */
  #misplaced = 0;

  get count(): number {
    return this.eventIds.length;
  }

  /** Whether the server has sent the stream’s start position. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** @param piece of the response’s body, including HTTP framing */
  add(piece: Buffer): void {
    // The parsed parts are ASCII; the rest may be cut anywhere.
    const frames = (this.#rest + this.#chunks.add(piece).toString('latin1')).split('\n\n');
    this.#rest = frames.pop() ?? '';
    for (const frame of frames) this.#take(frame);
  }

  /** Number of missing, repeated, misplaced and unknown events. */
  faultsAgainst(published: ReadonlySet<string>): number {
    const given = new Set(this.eventIds);
    const wanted = [...given].filter((eventId) => published.has(eventId)).length;
    const missing = published.size - wanted;
    const foreign = given.size - wanted;
    const doubled = this.eventIds.length - given.size;
    return missing + foreign + doubled + this.#misplaced;
  }

  #take(frame: string): void {
    const fields = new Map(
      frame.split('\n').map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    const name = fields.get('event');
    if (name === 'gap') this.#misplaced += 1;
    if (name === 'ready') this.#isReady = true;
    if (name === undefined || ['gap', 'ready', 'heartbeat', 'bye'].includes(name)) return;
    const { eventId } = JSON.parse(fields.get('data') ?? '') as { eventId: string };
    this.eventIds.push(eventId);
    // A cursor is <epoch>.<seq>.<mark>.
    const seq = Number(fields.get('id')?.split('.').at(1));
    if (this.#last !== undefined && seq !== this.#last + 1) this.#misplaced += 1;
    this.#last = seq;
  }
}
