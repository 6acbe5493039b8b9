import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../workload.ts';
import { CHANGE, ON_POSTGRES, STATEMENTS } from './metrics.ts';
import { ask } from './row.ts';
import { rowsOf } from './rows.ts';
import type { ChangeServers } from './servers.ts';

const EVENTS = 500;
/** A backend reports its statistics about once a second. */
const REPORTED_MS = 2_500;

/** Whether an event that is kept nowhere asks the database anything; what the server does by itself meanwhile is taken off. */
export async function countStatements({ results, say }: Bench, servers: ChangeServers): Promise<void> {
  const [contender] = rowsOf(servers).find(({ name }) => name === 'ephemeral')?.contenders ?? [];
  if (!contender) throw new Error('no server takes such events');
  say(`${STATEMENTS}: ${EVENTS} of them`);
  const { postgres } = servers;
  await sleep(REPORTED_MS);
  const before = await postgres.transactions();
  await sleep(REPORTED_MS);
  const between = await postgres.transactions();
  await ask(contender, { requests: EVENTS });
  await sleep(REPORTED_MS);
  const after = await postgres.transactions();
  results.add(CHANGE, ON_POSTGRES, STATEMENTS, '', (after - between - (between - before)) / EVENTS);
}
