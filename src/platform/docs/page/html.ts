/** Text that is markup already. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | false | undefined | readonly Piece[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const write = (piece: Piece): string => {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(write).join('');
  return String(piece).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
};

/** Markup with text put in: whatever is not markup itself is escaped. */
export const html = (markup: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(markup.reduce((text, part, index) => text + write(pieces[index - 1]) + part));
