import { expect, test } from '@jest/globals';
import { ChunkReader } from '../src/load/chunked.ts';

test('gives the data of chunks that are complete, wherever the cuts are', () => {
  const reader = new ChunkReader();
  const text = [...'5\r\nhello\r\n1\r\n \r\na\r\nbig\r\nworld\r\n'].map((letter) =>
    reader.add(Buffer.from(letter)).toString(),
  );
  expect(text.join('')).toBe('hello big\r\nworld');
});

test('refuses what is not chunked', () => {
  expect(() => new ChunkReader().add(Buffer.from('hello\r\n'))).toThrow('no chunked body');
});
