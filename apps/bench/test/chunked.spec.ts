import { expect, test } from '@jest/globals';
import { ChunkReader } from '../src/load/chunked.ts';

test('returns the data of complete chunks, wherever they are cut', () => {
  const reader = new ChunkReader();
  const text = [...'5\r\nhello\r\n1\r\n \r\na\r\nbig\r\nworld\r\n'].map((letter) =>
    reader.add(Buffer.from(letter)).toString(),
  );
  expect(text.join('')).toBe('hello big\r\nworld');
});

test('rejects bytes that are not chunked', () => {
  expect(() => new ChunkReader().add(Buffer.from('hello\r\n'))).toThrow('no chunked body');
});
