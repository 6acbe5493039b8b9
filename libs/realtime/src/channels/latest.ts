import type { Frame } from './frame.js';

/** Omits events that a later one in the list replaces. */
export function withoutReplaced(frames: readonly Frame[]): readonly Frame[] {
  const keep: Frame[] = [];
  const seen = new Set<string>();
  let left = 0;
  for (const frame of frames.toReversed()) {
    const key = frame.latestKey;
    if (key !== undefined && seen.size === seen.add(key).size) left += 1;
    else keep.push(frame);
  }
  return left === 0 ? frames : keep.reverse();
}
