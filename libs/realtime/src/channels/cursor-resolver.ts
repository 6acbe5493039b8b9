import { type Cursor, formatCursor, type Gap, type GapReason, parseCursor } from '@bellhop/protocol';
import type { Frame } from './frame.js';
import type { LogTail } from './log-tail.js';
import type { OrgBuffer } from './org-buffer.js';
import type { View } from './view.js';

/** A reader's place in the log. */
export interface Position {
  readonly seq: number;
  /** Proves the place; see `RecordLink`. `undefined`: from a cursor that proves nothing. */
  readonly mark: number | undefined;
}

/** Where a reader starts. */
export interface StartingPoint {
  readonly position: Position;
  /** The {@link LogTail.generation} that this is true of. */
  readonly generation: number;
  /** What it missed before cannot be given. */
  readonly gap?: Gap;
}

/** Tells where in an org's log a cursor stands, and whether what comes after it can be given. */
export class CursorResolver {
  /** @param logged reads the log after a place, as readers that are behind do */
  constructor(
    private readonly tail: LogTail,
    private readonly buffer: Pick<OrgBuffer, 'markAt'>,
    private readonly logged: (seq: number) => Promise<readonly Frame[]>,
  ) {}

  /**
   * Where a reader that sent `cursor` starts; without one, at the head.
   * @throws the log's error when it cannot be read: what is not known is no gap
   */
  async resolve(cursor: string | undefined, view: View): Promise<StartingPoint> {
    await this.tail.opened;
    if (cursor === undefined) return this.#startAtHead();
    const parsed = parseCursor(cursor);
    if (!parsed) return this.gapAtHead('malformed', view);
    // What is found is true of this generation, which may be over by the time it is.
    let { generation } = this.tail;
    let found = await this.#locate(parsed);
    if (found !== 'here') {
      // It may come from an instance that has seen more, or another history, than hints have told this one so far.
      await this.tail.sync();
      generation = this.tail.generation;
      found = await this.#locate(parsed);
    }
    if (found !== 'here') return this.gapAtHead(found, view);
    return { position: { seq: parsed.seq, mark: parsed.mark }, generation };
  }

  /** A gap that ends at what is applied now. */
  gapAtHead(reason: GapReason, view: View): StartingPoint & { readonly gap: Gap } {
    const cursor = this.cursorAt(this.tail.head);
    return { ...this.#startAtHead(), gap: { reason, cursor, domains: [...view.domains] } };
  }

  /** The gap of a reader that was here in `generation`, now that there is another. */
  gapSince(generation: number, view: View): StartingPoint & { readonly gap: Gap } {
    return this.gapAtHead(this.tail.reasonSince(generation), view);
  }

  cursorAt({ seq, mark }: Position): string {
    return formatCursor({ epoch: this.tail.epoch, seq, ...(mark !== undefined && { mark }) });
  }

  #startAtHead(): StartingPoint {
    return { position: this.tail.head, generation: this.tail.generation };
  }

  /** Whether a cursor stands on an event that is there, as far as that can be told. */
  async #locate({ epoch, seq, mark }: Cursor): Promise<'here' | 'epoch' | 'ahead'> {
    if (epoch !== this.tail.epoch) return 'epoch';
    if (seq > this.tail.applied) return 'ahead';
    if (mark === undefined) return 'here';
    // One that has expired is here as well: what is missing after it, its reader is told when it is to be read.
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
