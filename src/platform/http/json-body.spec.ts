import { describe, expect, it } from '@jest/globals';
import { parseJson } from './json-body.js';

const read = (text: string): unknown => parseJson(Buffer.from(text));

describe('parseJson', () => {
  it.each([
    '{}',
    '[]',
    '7',
    'null',
    '"a: b"',
    '{"a":{"b":[{"c":1},{"c":2}]},"b":":"}',
    String.raw`{"a\"":"\\","b":"\\\":\"","c:":{"d":"\u003a"}}`,
    ' { "a" : 1 ,\n"b":[ ] } ',
    '{"é":"ü","漢字":"🛎"}',
    '{"1":1,"0":2}',
  ])('reads %s', (text) => expect(read(text)).toEqual(JSON.parse(text)));

  it.each([
    ['an empty body', ''],
    ['malformed JSON', '{"a":1,}'],
    ['a byte order mark', '\ufeff{}'],
    ['two values', '{} {}'],
    ['a duplicate name', '{"orgId":"mine","orgId":"theirs"}'],
    ['a duplicate name, once escaped', String.raw`{"a":1,"\u0061":2}`],
    ['a nested duplicate name', '{"a":[{"b":{"c":1,"d":2,"c":1}}]}'],
    ['__proto__', '{"__proto__":{"role":"owner"}}'],
    ['__proto__, escaped', String.raw`{"a":{"__pr\u006fto__":null}}`],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['200,000 levels', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ])('refuses %s', (_, text) =>
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'malformed_request' })),
  );

  it('refuses invalid UTF-8, which decoding would silently change', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc0, 0xaf]), Buffer.from('"}')]);
    expect(() => parseJson(bytes)).toThrow('The request body is not valid UTF-8.');
  });

  it('does not pollute Object.prototype', () => {
    expect(() => read('{"__proto__":{"polluted":true}}')).toThrow();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
