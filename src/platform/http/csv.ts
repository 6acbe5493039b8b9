/** Lets spreadsheets read the file as UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What a spreadsheet takes for the beginning of a formula: at the beginning of a text, or after what it may take for the end of
 * a cell. Where commas are decimal, cells end with a semicolon, and quotes within them mean nothing.
 */
const FORMULA = /(?<=^|[;\t\r\n]\s*)[=+\-@＝＋－＠]/gu;
const BLANK = /^[\t\r]/;

/** Returns a line of a CSV file (RFC 4180). A text that a spreadsheet would execute is marked as text by an apostrophe. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(text: string): string {
  const harmless = (BLANK.test(text) ? `'${text}` : text).replaceAll(FORMULA, "'$&");
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
