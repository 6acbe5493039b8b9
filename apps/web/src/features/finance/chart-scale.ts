const STEPS = [1, 2, 2.5, 5, 10];
/** Lines of the grid above zero. */
const LINES = 4;

/** Returns round values for the lines of a chart, from 0 to at least `max`. */
export function linesUpTo(max: number): readonly number[] {
  if (max <= 0) return [0, 1];
  const rough = max / LINES;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((candidate) => candidate * magnitude >= rough) ?? 10) * magnitude;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, line) => line * step);
}

/** Returns the positions of at most `most` labels among `count` days, evenly spread and ending with the last day. */
export function labelled(count: number, most: number): ReadonlySet<number> {
  const every = Math.max(1, Math.ceil(count / most));
  return new Set(Array.from({ length: Math.ceil(count / every) }, (_, label) => count - 1 - label * every));
}
