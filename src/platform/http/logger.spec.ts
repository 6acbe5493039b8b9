import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Logger } from 'pino';
import { LineBatches } from './line-batches.js';
import { createLogger } from './logger.js';

describe('the log', () => {
  let folder: string;
  let file: number;
  let destination: LineBatches;
  let logger: Logger;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellhop-log-'));
    file = openSync(join(folder, 'log'), 'a');
    destination = new LineBatches(file);
    logger = createLogger('info', destination);
  });
  afterEach(() => {
    closeSync(file);
    rmSync(folder, { recursive: true });
  });

  const written = () =>
    readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);

  it('writes lines in batches, and all of them at once after a fatal one', () => {
    logger.info('one');
    logger.error('two');
    expect(written()).toEqual([]);
    logger.fatal('three');
    expect(written()).toEqual(['one', 'two', 'three']);
  });

  it('writes a partial batch after a delay', async () => {
    logger.info('one');
    while (written().length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(written()).toEqual(['one']);
  });

  it('does not keep the process from ending when the destination cannot be written', () => {
    const nobody = new LineBatches(openSync(join(folder, 'log'), 'r'));
    nobody.write('lost\n');
    nobody.flushSync();
    expect(written()).toEqual([]);
  });
});
