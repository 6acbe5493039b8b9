/**
 * Whether `text` can be a random secret of at least `bytes` bytes: long enough, of enough different characters, and not one
 * short piece over and over. It finds what somebody typed to get past a length check. A value from a random generator is
 * never refused: of 32 random hexadecimal digits, fewer than 8 are different once in 30 million times.
 */
export function canBeSecret(text: string, bytes: number): boolean {
  return (
    Buffer.byteLength(text) >= bytes && new Set(text).size >= bytes / 4 && shortestPeriod(text) >= Math.ceil(bytes / 2)
  );
}

/** The length of the shortest piece that `text` repeats, the last time perhaps in part; its own length if it repeats none. */
function shortestPeriod(text: string): number {
  // Knuth, Morris and Pratt: the longest border of each prefix.
  const borders = [0];
  for (let index = 1; index < text.length; index += 1) {
    let border = borders[index - 1] ?? 0;
    while (border > 0 && text[border] !== text[index]) border = borders[border - 1] ?? 0;
    borders.push(text[border] === text[index] ? border + 1 : 0);
  }
  return text.length - (borders.at(-1) ?? 0);
}
