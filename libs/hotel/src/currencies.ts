/**
 * Currencies whose minor unit is not a hundredth, by its number of decimals (ISO 4217). A table, because `Intl` answers with
 * the digits that are usual on price tags, which change with the version of each browser: an amount would be stored in one
 * unit and shown in another.
 */
const DECIMALS: readonly (readonly [places: number, currencies: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const USUAL = 2;

const digits = new Map(
  DECIMALS.flatMap(([places, currencies]) => currencies.split(' ').map((currency) => [currency, places] as const)),
);

/** Returns the number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export const minorDigits = (currency: string): number => digits.get(currency) ?? USUAL;
