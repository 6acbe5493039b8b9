import { type Cursor, formatCursor, type Gap, type GapReason, parseCursor } from '@bellhop/protocol';
import type { Frame } from './frame.js';
import type { LogTail } from './log-tail.js';
import type { OrgBuffer } from './org-buffer.js';
import type { View } from './view.js';

/** A subscriber's position in the log. */
export interface CursorPosition {
  readonly seq: number;
  /** Proves the position; see `RecordLink`. `undefined`: from a cursor without a mark. */
  readonly mark: number | undefined;
}

/** Where a subscriber starts. */
export interface StartingPoint {
  readonly position: CursorPosition;
  /** The {@link LogTail.generation} in which this holds. */
  readonly generation: number;
  /** Set if events before the position cannot be delivered. */
  readonly gap?: Gap;
}

/** Resolves cursors to positions in an org's log, and detects those that cannot be continued. */
export class CursorResolver {
  /** @param logged reads the log after a seq, as subscribers that are behind do */
  constructor(
    private readonly tail: LogTail,
    private readonly buffer: Pick<OrgBuffer, 'markAt'>,
    private readonly logged: (seq: number) => Promise<readonly Frame[]>,
  ) {}

  /**
   * Returns where a subscriber with `cursor` starts; without one, the head.
   * @throws the log's error if it cannot be read: a failed read is not a gap
   */
  async resolve(cursor: string | undefined, view: View): Promise<StartingPoint> {
    await this.tail.opened;
    if (cursor === undefined) return this.#startAtHead();
    const parsed = parseCursor(cursor);
    if (!parsed) return this.gapAtHead('malformed', view);
    // The result holds for this generation, which may end before it is there.
    let { generation } = this.tail;
    let found = await this.#locate(parsed);
    if (found !== 'here') {
      // The cursor may come from an instance that has seen more events, or another history, than this one.
      await this.tail.sync();
      generation = this.tail.generation;
      found = await this.#locate(parsed);
    }
    if (found !== 'here') return this.gapAtHead(found, view);
    return { position: { seq: parsed.seq, mark: parsed.mark }, generation };
  }

  /** Returns a gap up to the last event applied. */
  gapAtHead(reason: GapReason, view: View): StartingPoint & { readonly gap: Gap } {
    const cursor = this.cursorAt(this.tail.head);
    return { ...this.#startAtHead(), gap: { reason, cursor, domains: [...view.domains] } };
  }

  /** Returns the gap for a subscriber that started in `generation`, after the tail has reopened. */
  gapSince(generation: number, view: View): StartingPoint & { readonly gap: Gap } {
    return this.gapAtHead(this.tail.reasonSince(generation), view);
  }

  cursorAt({ seq, mark }: CursorPosition): string {
    return formatCursor({ epoch: this.tail.epoch, seq, ...(mark !== undefined && { mark }) });
  }

  #startAtHead(): StartingPoint {
    return { position: this.tail.head, generation: this.tail.generation };
  }

  /** Whether the cursor's event exists, as far as can be told. */
  async #locate({ epoch, seq, mark }: Cursor): Promise<'here' | 'epoch' | 'ahead'> {
    if (epoch !== this.tail.epoch) return 'epoch';
    if (seq > this.tail.applied) return 'ahead';
    if (mark === undefined) return 'here';
    // An expired event counts as existing: its subscriber gets the gap when it reads on.
    return mark === ((await this.#markAt(seq)) ?? mark) ? 'here' : 'epoch';
  }

  async #markAt(seq: number): Promise<number | undefined> {
    if (seq === this.tail.applied) return this.tail.head.mark;
    const known = this.buffer.markAt(seq);
    if (known !== undefined) return known;
    const [next] = await this.logged(seq);
    return next?.seq === seq + 1 ? next.record.prevMark : undefined;
  }
}
