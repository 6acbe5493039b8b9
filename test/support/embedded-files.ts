import { once } from 'node:events';
import { appendFileSync, cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce } from './made-once.ts';
import { addressOf, launch } from './built-server.ts';

/**
 * Returns the files of an embedded database after a server’s first start and stop: tables and, with `demo`, the demo data. That
 * takes seconds, so each run does it once.
 */
export const embeddedFiles = ({ demo }: { readonly demo: boolean }): Promise<string> =>
  madeOnce(demo ? 'embedded-with-demo' : 'embedded', async (path) => {
    const dataDir = `${path}.data`;
    const server = launch({ DATA_DIR: dataDir, PORT: '0', DEMO: String(demo) });
    await addressOf(server);
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    // PGlite clears all of it at each start.
    appendFileSync(join(dataDir, 'pg/postgresql.auto.conf'), "shared_buffers = '8MB'\n");
    renameSync(join(dataDir, 'pg'), path);
    rmSync(dataDir, { recursive: true });
  });

/** Copies them into a server’s data directory. */
export async function giveEmbeddedFiles(dataDir: string, demo: boolean): Promise<void> {
  cpSync(await embeddedFiles({ demo }), join(dataDir, 'pg'), { recursive: true });
}
