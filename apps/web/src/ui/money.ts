import { minorDigits } from '@bellhop/hotel';
import { currentLocale } from '../language/locale.js';

const formats = new Map<string, Intl.NumberFormat>();

/** Returns the currency's format in the user's language. `whole` omits the minor units, for headlines. */
function formatOf(currency: string, whole: boolean): Intl.NumberFormat {
  const locale = currentLocale();
  const key = `${locale} ${currency} ${whole}`;
  let format = formats.get(key);
  if (!format) {
    const usual = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions();
    const digits = whole ? 0 : minorDigits(currency);
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      // Forints are written without fillér, unless an amount has some.
      minimumFractionDigits: Math.min(usual.minimumFractionDigits ?? digits, digits),
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format;
}

/** `12500`, `EUR` → `€125.00`. */
export function formatMoney(amountMinor: number, currency: string, { whole = false } = {}): string {
  return formatOf(currency, whole).format(toMajor(amountMinor, currency));
}

export function toMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** minorDigits(currency);
}

export function toMinor(amount: number, currency: string): number {
  return Math.round(amount * 10 ** minorDigits(currency));
}

/** Every currency the browser knows, for pickers. */
export const CURRENCIES: readonly string[] = Intl.supportedValuesOf('currency');
