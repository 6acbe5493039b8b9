/** A text with Latin digits only. */
export interface LatinDigits {
  readonly text: string;
  /** The numbering system of the digits that were typed; undefined without digits. */
  readonly system: string | undefined;
}

/** Marks that formatted right-to-left text contains, and that pasting carries along. */
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
/** What a Japanese or Chinese keyboard types for ASCII: full-width forms. */
const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

const systems = new Map<string, ReadonlyMap<string, string>>();

/** Returns the digits of a numbering system, each with its Latin one. */
function digitsOf(system: string): ReadonlyMap<string, string> {
  let digits = systems.get(system);
  if (!digits) {
    const format = new Intl.NumberFormat('en', { numberingSystem: system });
    digits = new Map(Array.from('0123456789', (latin) => [format.format(Number(latin)), latin]));
    systems.set(system, digits);
  }
  return digits;
}

/**
 * Replaces the digits of any script by Latin ones, and full-width characters by usual ones.
 * @returns undefined for a text that mixes the digits of several scripts
 */
export function toLatinDigits(typed: string): LatinDigits | undefined {
  const text = typed
    .replaceAll(INVISIBLE, '')
    .replaceAll(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replaceAll('￥', '¥');
  const found = [...text].filter((character) => /\p{Nd}/u.test(character));
  const [first] = found;
  if (first === undefined) return { text, system: undefined };
  const system = /\d/.test(first)
    ? 'latn'
    : Intl.supportedValuesOf('numberingSystem').find((it) => digitsOf(it).has(first));
  if (system === undefined) return undefined;
  const digits = digitsOf(system);
  if (!found.every((digit) => digits.has(digit))) return undefined;
  return { text: Array.from(text, (character) => digits.get(character) ?? character).join(''), system };
}
