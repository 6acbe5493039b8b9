import { findPostgres } from '../../../../../tools/lib/postgresql.mjs';
import { CHANGE, ON_POSTGRES } from '../../report/change-metrics.ts';
import type { Workload } from '../workload.ts';
import { measureCrowd } from './crowd.ts';
import { measureOpening } from './opening.ts';
import { profileRows } from './profile.ts';
import { measureRow } from './row.ts';
import { rowsOf } from './rows.ts';
import { startServers } from './servers.ts';
import { countStatements } from './statements.ts';

/** Cost of requests to the server, compared with the minimum in this runtime. */
export const change: Workload = {
  name: CHANGE,
  title: 'what a change costs',
  run: async (bench) => {
    const { database, results, rows, profile, say } = bench;
    if (!findPostgres()) {
      results.absent(CHANGE, ON_POSTGRES, 'no PostgreSQL server programs were found');
      return;
    }
    const servers = await startServers(database, say);
    const isAsked = (name: string): boolean => rows.length === 0 || rows.includes(name);
    try {
      if (profile.length > 0) return await profileRows(bench, servers, profile);
      for (const row of rowsOf(servers)) if (isAsked(row.name)) await measureRow(bench, row);
      if (isAsked('statements')) await countStatements(bench, servers);
      if (isAsked('opening')) await measureOpening(bench, servers);
      if (isAsked('crowd')) await measureCrowd(bench, servers);
    } finally {
      await servers.stop();
    }
  },
};
