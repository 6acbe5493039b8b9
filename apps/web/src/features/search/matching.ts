const MAX_WORDS = 8;

/** Lower case without accents, so that `elodie` finds Élodie. */
export const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

export const wordsOf = (text: string): readonly string[] =>
  folded(text)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);

/** How well a name fits, the lower the better; undefined if it lacks a word. @param also texts that count as well */
export function rankOf(name: string, query: string, also: readonly string[] = []): number | undefined {
  const words = wordsOf(query);
  const own = folded(name);
  const all = [own, ...also.map(folded)].join('\n');
  if (!words.every((word) => all.includes(word))) return undefined;
  const text = words.join(' ');
  if (own.startsWith(text)) return 0;
  return ` ${own}`.includes(` ${text}`) ? 1 : 2;
}

/** A part of a text, and whether it was looked for. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Splits a text at what was looked for, to highlight it. */
export function piecesOf(text: string, query: string): readonly Piece[] {
  const words = wordsOf(query).toSorted((a, b) => b.length - a.length);
  // Characters, because folding may change the length of a text.
  const characters = [...text];
  const marks = characters.map(() => false);
  const parts = characters.map(folded);
  characters.forEach((_, start) => {
    for (const word of words) {
      let rest = word;
      let end = start;
      while (rest !== '' && end < parts.length && rest.startsWith(parts[end] ?? '')) {
        rest = rest.slice(parts[end]?.length);
        end += 1;
      }
      if (rest === '') marks.fill(true, start, end);
    }
  });
  const pieces: Piece[] = [];
  characters.forEach((character, place) => {
    const isMatch = marks[place] ?? false;
    const last = pieces.at(-1);
    if (last?.isMatch === isMatch) pieces[pieces.length - 1] = { isMatch, text: last.text + character };
    else pieces.push({ isMatch, text: character });
  });
  return pieces;
}
