import { useState } from 'react';

/** Rows that follow each other, laid out, painted and rendered again together. */
export interface RowGroup<Row> {
  /** Stays while the group has any of its rows. */
  readonly key: number;
  readonly rows: readonly Row[];
}

/** A group with so many rows takes no more at its ends. About two screens of lines: groups beyond the window cost nothing. */
export const FULL = 32;

/**
 * Divides rows into groups, so that as few groups as possible differ from those `before`: a row that changes, arrives or
 * leaves concerns its own group. Groups that are the same are the same objects.
 */
export function groupRows<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  before: readonly RowGroup<Row>[] = [],
  full = FULL,
): readonly RowGroup<Row>[] {
  const earlier = new Map(before.flatMap((group, index) => group.rows.map((row) => [idOf(row), index] as const)));
  // The place of each row's group; undefined for rows that are new or have moved away from their group.
  const places = longestRise(rows.map((row) => earlier.get(idOf(row))));
  const counts = new Map<number, number>();
  for (const place of places) if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);

  const groups: { place: number | undefined; rows: Row[] }[] = [];
  for (let index = 0; index < rows.length;) {
    const place = places[index];
    let end = index + 1;
    while (end < rows.length && places[end] === place) end += 1;
    const run = rows.slice(index, end);
    const last = groups.at(-1);
    const following = places[end];
    index = end;
    if (place !== undefined) {
      if (last?.place === place) last.rows.push(...run);
      else groups.push({ place, rows: run });
    } else if (last && (last.place === following ? following !== undefined : last.rows.length + run.length <= full)) {
      // Between two rows of one group, or after a group with room.
      last.rows.push(...run);
    } else if (following !== undefined && run.length + (counts.get(following) ?? 0) <= full) {
      groups.push({ place: following, rows: run });
    } else {
      for (let from = 0; from < run.length; from += full)
        groups.push({ place: undefined, rows: run.slice(from, from + full) });
    }
  }

  let key = Math.max(-1, ...before.map((group) => group.key));
  return groups.map(({ place, rows: own }) => {
    const same = place === undefined ? undefined : before[place];
    if (!same) return { key: (key += 1), rows: own };
    return isSame(same.rows, own) ? same : { key: same.key, rows: own };
  });
}

/** {@link groupRows}, of the rows of a component. */
export function useRowGroups<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  full = FULL,
): readonly RowGroup<Row>[] {
  const [held, hold] = useState(() => ({ rows, groups: groupRows(rows, idOf, [], full) }));
  if (held.rows === rows) return held.groups;
  const groups = groupRows(rows, idOf, held.groups, full);
  hold({ rows, groups });
  return groups;
}

/** Keeps as many numbers as possible that do not fall from one to the next, and makes all others undefined. */
function longestRise(numbers: readonly (number | undefined)[]): (number | undefined)[] {
  /** At `n`, where the rise of n + 1 numbers ends that ends lowest. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  const valueAt = (at: number | undefined): number => (at === undefined ? undefined : numbers[at]) ?? -1;
  for (const [at, number] of numbers.entries()) {
    if (number === undefined) continue;
    let low = 0;
    let high = ends.length;
    // Usually it is the end.
    if (high > 0 && valueAt(ends[high - 1]) <= number) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (valueAt(ends[middle]) <= number) low = middle + 1;
      else high = middle;
    }
    previous[at] = ends[low - 1];
    ends[low] = at;
  }
  const kept = numbers.map((): number | undefined => undefined);
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) kept[at] = numbers[at];
  return kept;
}

const isSame = <Row>(one: readonly Row[], other: readonly Row[]): boolean =>
  one.length === other.length && one.every((row, index) => row === other[index]);
