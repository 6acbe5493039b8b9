/**
 * Whether a client accepts gzip explicitly (RFC 9110, 12.5.3). `*` does not count: a client that did not name gzip may
 * not expect a gzip stream.
 * @param header `Accept-Encoding`
 */
export function asksForGzip(header: string | string[] | undefined): boolean {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  for (const part of text.split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    if (coding !== 'gzip' && coding !== 'x-gzip') continue;
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return weight === undefined || Number(weight.slice(2)) > 0;
  }
  return false;
}
