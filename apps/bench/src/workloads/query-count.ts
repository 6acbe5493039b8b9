import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgres } from '../../../../tools/lib/postgresql.mjs';
import { BenchDatabase } from '../servers/bellhop/bench-database.ts';
import { BELLHOP } from '../servers/bellhop/bellhop.ts';
import { PrivatePostgres } from '../servers/private-postgres.ts';
import type { Results } from '../results.ts';

const FEW = { orgs: 10, streams: 20 };
const MORE_STREAMS = { orgs: 10, streams: 60 };
const MORE_ORGS = { orgs: 30, streams: 20 };
/** A backend reports its statistics about once a second. */
const REPORTED_MS = 2_500;

type ComeBack = (
  database: BenchDatabase,
  streams: number,
  orgs: number,
  beforeReturn: () => Promise<void>,
) => Promise<unknown>;

/**
 * How many queries streams cost that come back, on a PostgreSQL of its own: outside of transactions each query is one,
 * and PostgreSQL counts those. Three sizes tell what grows with orgs and what with streams.
 */
export async function countQueries(results: Results, comeBack: ComeBack): Promise<void> {
  if (!findPostgres()) {
    results.absent('queries', BELLHOP, 'no PostgreSQL server programs were found to count on');
    return;
  }
  const postgres = await PrivatePostgres.start();
  const database = await BenchDatabase.make(
    Array.from({ length: MORE_ORGS.orgs }, () => 10),
    0,
    postgres.url,
  );
  try {
    const count = async ({ orgs, streams }: typeof FEW): Promise<number> => {
      let before = 0;
      await comeBack(database, streams, orgs, async () => {
        await sleep(REPORTED_MS);
        before = await postgres.transactions();
      });
      await sleep(REPORTED_MS);
      return (await postgres.transactions()) - before;
    };
    const few = await count(FEW);
    const perStream = ((await count(MORE_STREAMS)) - few) / (FEW.orgs * (MORE_STREAMS.streams - FEW.streams));
    const perOrg = ((await count(MORE_ORGS)) - few) / (MORE_ORGS.orgs - FEW.orgs) - perStream * FEW.streams;
    results.add('queries', BELLHOP, 'database queries for each stream that comes back', '', perStream);
    results.add('queries', BELLHOP, 'database queries for each org that is read again', '', perOrg);
  } finally {
    database.remove();
    await postgres.stop();
  }
}
