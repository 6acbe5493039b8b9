import type { Icon } from '@tabler/icons-react';
import { rankOf } from './matching.js';

/** Something to choose in the search. */
export interface Entry {
  readonly id: string;
  readonly icon: Icon;
  readonly title: string;
  /** Beside the title: the property and the age of a row. */
  readonly detail?: string;
  /** Below the title: the text that was found. */
  readonly found?: string;
  /** Keys that do the same. */
  readonly keys?: readonly string[];
  readonly choose: () => void;
}

export interface EntryGroup {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** An entry that is known without asking the server. @param also texts that find it as well */
export type KnownEntry = Entry & { readonly also?: readonly string[] };

const MOST = 6;

/** Returns the known entries that fit, the best first. */
export function fitting(entries: readonly KnownEntry[], query: string): readonly Entry[] {
  return entries
    .flatMap((entry) => {
      const rank = rankOf(entry.title, query, entry.also);
      return rank === undefined ? [] : [{ entry, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}
