import { findPostgres } from '../../../../tools/lib/postgresql.mjs';
import { BenchDatabase } from '../servers/bellhop/bench-database.ts';
import { BELLHOP } from '../servers/bellhop/bellhop.ts';
import { PrivatePostgres } from '../servers/private-postgres.ts';
import type { Results } from '../results.ts';

const FEW = { orgs: 10, streams: 20 };
const MORE_STREAMS = { orgs: 10, streams: 60 };
const MORE_ORGS = { orgs: 30, streams: 20 };

type ComeBack = (
  database: BenchDatabase,
  streams: number,
  orgs: number,
  beforeReturn: () => Promise<void>,
) => Promise<unknown>;

/**
 * Counts the queries of returning streams, on a separate PostgreSQL that logs its statements. Three sizes separate the
 * cost per org from the cost per stream.
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
    await postgres.logStatements(true);
    const count = async ({ orgs, streams }: typeof FEW): Promise<number> => {
      let before = 0;
      await comeBack(database, streams, orgs, async () => {
        before = await postgres.statements();
      });
      return (await postgres.statements()) - before;
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
