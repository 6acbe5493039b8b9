const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Returns the first letters of the first and the last word of a name: `Marta de Sousa` → `MS`. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map(firstLetter).join('');
}

function firstLetter(word = ''): string {
  // Brackets and quotation marks are no letters of a name.
  const [first] = graphemes.segment(word.replace(/^[^\p{L}\p{N}]+/u, '') || word);
  return first ? first.segment.toUpperCase() : '';
}
