import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../../../../tools/lib/project.mjs';
import { profileRows, selfTimes } from '../../report/profile.ts';
import { inShort, textTable } from '../../report/table.ts';
import type { Bench } from '../workload.ts';
import { openAndClose } from './opening.ts';
import { ask } from './row.ts';
import { rowsOf } from './rows.ts';
import type { BellhopSide, ChangeServers } from './servers.ts';

const FOLDER = inProject('.cache/bench');
const WARM_UP_MS = 4_000;
const PROFILED_MS = 8_000;
const OPENINGS = 3;
const GROUPS = 30;
const FUNCTIONS = 40;

/** Does a row's work; gives how often. */
type Work = (ms: number) => Promise<number>;

/** Prints where a row's time goes in Bellhop's main thread, on each database that the row is measured on. */
export async function profileRow({ say }: Bench, servers: ChangeServers, name: string): Promise<void> {
  for (const side of [servers.bellhop, servers.embedded]) {
    const work = await workOf(servers, side, name);
    if (!work) continue;
    const { server } = side;
    say(`${server.name}: warm-up`);
    await work(WARM_UP_MS);
    say(`${server.name}: profile of ${name}`);
    const { profile, result: requests } = await server.profile(() => work(PROFILED_MS));
    const file = join(FOLDER, `${name}-${side === servers.bellhop ? 'postgresql' : 'embedded'}.cpuprofile`);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, JSON.stringify(profile));
    const { groups, functions, idle } = selfTimes(profile, inProject());
    console.log(`\n${server.name}, ${name}: main thread, self time by package or folder`);
    console.log(textTable(profileRows(groups, requests, GROUPS)));
    console.log(`\n  by function\n${textTable(profileRows(functions, requests, FUNCTIONS))}`);
    console.log(`\n  ${requests} requests, idle ${inShort(idle / 1000)} ms; ${file}`);
  }
}

/** @returns undefined where this side has no part in the row */
async function workOf(servers: ChangeServers, side: BellhopSide, name: string): Promise<Work | undefined> {
  if (name === 'opening') {
    return async () => {
      let opened = 0;
      for (let round = 0; round < OPENINGS; round += 1) opened += (await openAndClose(side)).streams;
      return opened;
    };
  }
  const row = rowsOf(servers).find((one) => one.name === name);
  const contender = row?.contenders.find(({ server }) => server === side.server.name);
  if (!contender) return undefined;
  await row?.prepare?.();
  return async (ms) => (await ask(contender, { ms })).requests;
}
