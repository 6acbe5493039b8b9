import { StreamPool } from '../load/stream-pool.ts';
import { until } from '../measure/until.ts';
import type { StreamServer } from '../servers/stream-server.ts';

const READY_LIMIT_MS = 10_000;

/** Returns the heads of the first orgs: the cursors that new streams get. */
export async function headsOf(server: StreamServer, orgs: number): Promise<readonly string[]> {
  const texts: string[] = Array.from({ length: orgs }, () => '');
  const heads = (): (string | undefined)[] => texts.map((text) => /^id: (\S+)$/m.exec(text)?.[1]);
  const places = texts.map((_, org) => ({ org, index: 0 }));
  const pool = await StreamPool.open(server, places, (org) => (piece) => {
    texts[org] += piece.toString('utf8');
  });
  await until(
    () => !heads().includes(undefined),
    READY_LIMIT_MS,
    () => 'the ready frame of each org',
  );
  pool.close();
  return heads().map((head) => head ?? '');
}
