/** Currencies by the IANA zones that use them. A region with `*` covers all of its zones. Intl does not have this mapping. */
const ZONES: Readonly<Record<string, string>> = {
  EUR:
    'Europe/Amsterdam Europe/Andorra Europe/Athens Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Busingen ' +
    'Europe/Dublin Europe/Helsinki Europe/Lisbon Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta ' +
    'Europe/Mariehamn Europe/Monaco Europe/Paris Europe/Podgorica Europe/Riga Europe/Rome Europe/San_Marino Europe/Sofia ' +
    'Europe/Tallinn Europe/Vatican Europe/Vienna Europe/Vilnius Europe/Zagreb Asia/Nicosia Asia/Famagusta ' +
    'Atlantic/Azores Atlantic/Canary Atlantic/Madeira Africa/Ceuta Indian/Reunion Indian/Mayotte America/Martinique ' +
    'America/Guadeloupe America/Cayenne',
  GBP: 'Europe/London Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey',
  CHF: 'Europe/Zurich Europe/Vaduz',
  SEK: 'Europe/Stockholm',
  NOK: 'Europe/Oslo Arctic/Longyearbyen',
  DKK: 'Europe/Copenhagen Atlantic/Faroe',
  ISK: 'Atlantic/Reykjavik',
  PLN: 'Europe/Warsaw',
  CZK: 'Europe/Prague',
  HUF: 'Europe/Budapest',
  RON: 'Europe/Bucharest',
  RSD: 'Europe/Belgrade',
  ALL: 'Europe/Tirane',
  UAH: 'Europe/Kyiv Europe/Kiev',
  TRY: 'Europe/Istanbul Asia/Istanbul',
  USD:
    'America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage America/Detroit ' +
    'America/Boise America/Juneau America/Indiana/* America/Kentucky/* America/Puerto_Rico America/Guayaquil ' +
    'America/El_Salvador America/Panama Pacific/Honolulu Pacific/Guam',
  CAD:
    'America/Toronto America/Vancouver America/Edmonton America/Winnipeg America/Halifax America/St_Johns America/Regina ' +
    'America/Moncton America/Whitehorse America/Montreal',
  MXN:
    'America/Mexico_City America/Cancun America/Monterrey America/Tijuana America/Merida America/Hermosillo ' +
    'America/Mazatlan America/Chihuahua America/Bahia_Banderas',
  BRL:
    'America/Sao_Paulo America/Bahia America/Fortaleza America/Recife America/Manaus America/Belem America/Cuiaba ' +
    'America/Maceio America/Noronha America/Porto_Velho America/Campo_Grande',
  ARS: 'America/Argentina/* America/Buenos_Aires',
  CLP: 'America/Santiago America/Punta_Arenas',
  COP: 'America/Bogota',
  PEN: 'America/Lima',
  UYU: 'America/Montevideo',
  PYG: 'America/Asuncion',
  BOB: 'America/La_Paz',
  CRC: 'America/Costa_Rica',
  GTQ: 'America/Guatemala',
  DOP: 'America/Santo_Domingo',
  JMD: 'America/Jamaica',
  JPY: 'Asia/Tokyo',
  CNY: 'Asia/Shanghai Asia/Urumqi',
  HKD: 'Asia/Hong_Kong',
  TWD: 'Asia/Taipei',
  KRW: 'Asia/Seoul',
  SGD: 'Asia/Singapore',
  THB: 'Asia/Bangkok',
  VND: 'Asia/Ho_Chi_Minh Asia/Saigon',
  MYR: 'Asia/Kuala_Lumpur Asia/Kuching',
  IDR: 'Asia/Jakarta Asia/Makassar Asia/Jayapura',
  PHP: 'Asia/Manila',
  INR: 'Asia/Kolkata Asia/Calcutta',
  LKR: 'Asia/Colombo',
  NPR: 'Asia/Kathmandu Asia/Katmandu',
  MVR: 'Indian/Maldives',
  AED: 'Asia/Dubai',
  QAR: 'Asia/Qatar',
  SAR: 'Asia/Riyadh',
  KWD: 'Asia/Kuwait',
  BHD: 'Asia/Bahrain',
  OMR: 'Asia/Muscat',
  ILS: 'Asia/Jerusalem',
  JOD: 'Asia/Amman',
  GEL: 'Asia/Tbilisi',
  AMD: 'Asia/Yerevan',
  AZN: 'Asia/Baku',
  KZT: 'Asia/Almaty',
  UZS: 'Asia/Tashkent',
  AUD: 'Australia/*',
  NZD: 'Pacific/Auckland',
  FJD: 'Pacific/Fiji',
  XPF: 'Pacific/Tahiti Pacific/Noumea',
  EGP: 'Africa/Cairo',
  MAD: 'Africa/Casablanca',
  TND: 'Africa/Tunis',
  ZAR: 'Africa/Johannesburg',
  NAD: 'Africa/Windhoek',
  KES: 'Africa/Nairobi',
  TZS: 'Africa/Dar_es_Salaam',
  NGN: 'Africa/Lagos',
  GHS: 'Africa/Accra',
  XOF: 'Africa/Dakar Africa/Abidjan',
  MUR: 'Indian/Mauritius',
  SCR: 'Indian/Mahe',
  CVE: 'Atlantic/Cape_Verde',
};

const byZone = new Map(
  Object.entries(ZONES).flatMap(([currency, zones]) => zones.split(' ').map((zone) => [zone, currency] as const)),
);

/** Guesses the currency of a place; undefined if its zone is not known. */
export const currencyIn = (timezone: string): string | undefined =>
  byZone.get(timezone) ?? byZone.get(timezone.replace(/[^/]+$/, '*'));

/** A guess at where the person is, to be confirmed by them. */
export interface PlaceGuess {
  readonly timezone: string;
  /** Empty: to be chosen. */
  readonly currency: string;
}

/** @param timezone of the browser */
export const guessPlace = (timezone = new Intl.DateTimeFormat().resolvedOptions().timeZone): PlaceGuess => ({
  timezone,
  currency: currencyIn(timezone) ?? '',
});
