/** Characters of a text around what was found in it. */
const BEFORE = 40;
const LONGEST = 160;

/** A text on one line, with single spaces. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s+/gu, ' ');

/** Returns the part of a text around the first of the words in it; undefined if it has none. */
export function excerptOf(text: string, words: readonly string[]): string | undefined {
  const line = oneLine(text);
  const lower = line.toLowerCase();
  const places = words.map((word) => lower.indexOf(word.toLowerCase())).filter((place) => place >= 0);
  if (places.length === 0) return undefined;
  const place = Math.min(...places);
  const space = line.indexOf(' ', place - BEFORE) + 1;
  const start = place <= BEFORE ? 0 : space > 0 && space <= place ? space : place - BEFORE;
  const part = [...line.slice(start)].slice(0, LONGEST).join('');
  return `${start > 0 ? '…' : ''}${part}${start + part.length < line.length ? '…' : ''}`;
}
