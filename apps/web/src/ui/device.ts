import { i18n } from '../language/messages.js';

/** The first match wins. Browsers derived from another one name both, so they come before it. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+ .*Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

export interface Device {
  /** `Firefox on Windows`; the header itself if nothing in it is recognised. */
  readonly name: string;
  readonly isHandheld: boolean;
}

/** Names a device well enough for users to recognise their own. A guess, like any parsing of `User-Agent`. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? '';
  const browser = nameIn(text, BROWSERS);
  const system = nameIn(text, SYSTEMS);
  const isHandheld = ['iPhone', 'iPad', 'Android'].includes(system ?? '');
  if (browser && system) return { name: i18n.t('ui:deviceOn', { browser, system }), isHandheld };
  return { name: browser ?? system ?? (text === '' ? i18n.t('ui:unknownDevice') : text.slice(0, 60)), isHandheld };
}

const nameIn = (text: string, names: readonly (readonly [RegExp, string])[]) =>
  names.find(([pattern]) => pattern.test(text))?.[1];
