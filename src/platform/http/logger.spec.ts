import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Logger } from 'pino';
import { createLogger, inBatches } from './logger.js';

describe('the log', () => {
  let folder: string;
  let destination: ReturnType<typeof inBatches>;
  let logger: Logger;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellhop-log-'));
    destination = inBatches(openSync(join(folder, 'log'), 'a'));
    logger = createLogger('info', destination);
  });
  afterEach(() => {
    destination.destroy();
    rmSync(folder, { recursive: true });
  });

  const written = () =>
    readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);

  it('writes lines together, and all of them where one is fatal', () => {
    logger.info('one');
    logger.error('two');
    expect(written()).toEqual([]);
    logger.fatal('three');
    expect(written()).toEqual(['one', 'two', 'three']);
  });

  it('writes what is left by itself, soon', async () => {
    logger.info('one');
    while (written().length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(written()).toEqual(['one']);
  });
});
