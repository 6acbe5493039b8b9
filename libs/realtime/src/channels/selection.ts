import type { Frame, Framing } from './frame.js';
import type { View } from './view.js';

/** Events that are due to a reader in one go, in order. Never empty. */
export class Selection {
  #chunked: Buffer | undefined;
  #raw: Buffer | undefined;

  constructor(readonly frames: readonly Frame[]) {}

  /** All of them as one buffer, joined once whoever receives it: several events due in one turn are one write. */
  bytes(framing: Framing): Buffer {
    if (framing === 'chunked') return (this.#chunked ??= join(this.frames, framing));
    return (this.#raw ??= join(this.frames, framing));
  }
}

function join(frames: readonly Frame[], framing: Framing): Buffer {
  const [only] = frames;
  if (only && frames.length === 1) return only.bytes(framing);
  return Buffer.concat(frames.map((frame) => frame.bytes(framing)));
}

/** What a channel applied in one turn, for all its readers: contiguous, from `first` to `last`. */
export class Batch {
  readonly #selections = new Map<string, Selection | undefined>();

  private constructor(
    private readonly frames: readonly Frame[],
    readonly first: number,
    readonly last: number,
  ) {}

  static of(frames: readonly [Frame, ...Frame[]]): Batch {
    return new Batch(frames, frames[0].seq, (frames.at(-1) ?? frames[0]).seq);
  }

  /** Tells that the channel went on to `seq` without the events before it: whoever still needed them is behind. */
  static skippedTo(seq: number): Batch {
    return new Batch([], seq + 1, seq);
  }

  /** What a reader at `position` gets of this batch; `undefined` if nothing. Shared by readers of the same view. */
  select(view: View, position: number): Selection | undefined {
    if (position >= this.first) return select(this.frames, view, position);
    let selection = this.#selections.get(view.key);
    if (selection === undefined && !this.#selections.has(view.key)) {
      this.#selections.set(view.key, (selection = select(this.frames, view, position)));
    }
    return selection;
  }
}

function select(frames: readonly Frame[], view: View, position: number): Selection | undefined {
  const due = frames.filter((frame) => frame.seq > position && view.sees(frame));
  return due.length > 0 ? new Selection(due) : undefined;
}
