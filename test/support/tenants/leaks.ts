import type { Answer } from './asking.js';
import { canariesIn } from './canaries.js';
import { type Census, UUID } from './census.js';

/** Form of a paging position: the sort key of a row, in base64url. */
const PLACE = /"([A-Za-z0-9_-]{32,})"/g;

/**
 * Finds another tenant’s data in a response.
 * @param reader index; 0 for a user outside the tenants
 * @param sent ids that the reader sent itself, which may be repeated
 */
export function leaksIn(
  { headers, text }: Answer,
  reader: number,
  census: Census,
  sent: ReadonlySet<string> = new Set(),
): readonly string[] {
  const said = `${JSON.stringify(headers)} ${text}`;
  const places = [...said.matchAll(PLACE)].map(([, place]) => Buffer.from(place ?? '', 'base64url').toString('latin1'));
  const all = [said, ...places].join(' ');
  const ids = [...new Set([...all.matchAll(UUID)].map(([id]) => id.toLowerCase()))].filter((id) => !sent.has(id));
  return [
    ...[...canariesIn(all)].filter((tenant) => tenant !== reader).map(() => 'a text of another tenant'),
    ...ids.filter((id) => (census.whose(id) ?? reader) !== reader).map(() => 'an id of another tenant'),
  ];
}

/** Removes what may differ between responses: ids of request and stream, and the time. */
export const lasting = (text: string): string =>
  text.replaceAll(/"(?:requestId|streamId)":"[^"]*"|"serverTime":\d+/g, '').replaceAll(/,(?=[,}])/g, '');
