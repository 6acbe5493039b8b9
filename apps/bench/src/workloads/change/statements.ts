import { CHANGE, ON_POSTGRES, STATEMENTS } from '../../report/change-metrics.ts';
import type { Bench } from '../workload.ts';
import { ask } from './row.ts';
import { rowsOf } from './rows.ts';
import type { ChangeServers } from './servers.ts';

const EVENTS = 500;
/** Counts database statements per ephemeral event, including the server’s background statements. */
export async function countStatements({ results, say }: Bench, servers: ChangeServers): Promise<void> {
  const [contender] = rowsOf(servers).find(({ name }) => name === 'ephemeral')?.contenders ?? [];
  if (!contender) throw new Error('no server takes such events');
  say(`${STATEMENTS}: ${EVENTS} of them`);
  const { postgres } = servers;
  await postgres.logStatements(true);
  const before = await postgres.statements();
  await ask(contender, { requests: EVENTS });
  results.add(CHANGE, ON_POSTGRES, STATEMENTS, '', ((await postgres.statements()) - before) / EVENTS);
  await postgres.logStatements(false);
}
