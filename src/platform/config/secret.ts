/**
 * Whether `text` can be a random secret of at least `bytes` bytes: long enough, with enough different characters, and not a
 * short piece repeated. This catches values typed to pass a length check. Random values practically always pass: 32 random
 * hexadecimal digits have fewer than 8 different ones once in 30 million times.
 */
export function canBeSecret(text: string, bytes: number): boolean {
  return (
    Buffer.byteLength(text) >= bytes && new Set(text).size >= bytes / 4 && shortestPeriod(text) >= Math.ceil(bytes / 2)
  );
}

/** Length of the shortest piece that `text` repeats, the last time possibly in part; `text.length` if it repeats none. */
function shortestPeriod(text: string): number {
  // Knuth-Morris-Pratt: the longest border of each prefix.
  const borders = [0];
  for (let index = 1; index < text.length; index += 1) {
    let border = borders[index - 1] ?? 0;
    while (border > 0 && text[border] !== text[index]) border = borders[border - 1] ?? 0;
    borders.push(text[border] === text[index] ? border + 1 : 0);
  }
  return text.length - (borders.at(-1) ?? 0);
}
